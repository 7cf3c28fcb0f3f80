//! HTTPS against real TLS endpoints in front of a real server: trusted ones work, all others are clear errors.

mod support;

use clickhouse_core::{Client, Error, ErrorKind, Row};
use clickhouse_embedded::Database;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::sync::Arc;
use std::time::{Duration, Instant};
use support::{Outcome, database};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

type AnyError = Box<dyn std::error::Error>;

/// Who signs certificates in these tests.
struct Authority {
    certificate: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new(name: &str) -> Result<Self, AnyError> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(Vec::new())?;
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key)?.der().clone();
        Ok(Authority { certificate, issuer: Issuer::new(params, key) })
    }

    /// An endpoint that shows a certificate for `name`, and passes on what it hears to the server of `url`.
    async fn endpoint(&self, name: &str, is_expired: bool, url: &str) -> Result<u16, AnyError> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(vec![name.to_owned()])?;
        if is_expired {
            params.not_before = date_time_ymd(2001, 1, 1);
            params.not_after = date_time_ymd(2002, 1, 1);
        }
        let certificate = params.signed_by(&key, &self.issuer)?.der().clone();
        let key = PrivateKeyDer::try_from(key.serialize_der())?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        let config = config.with_no_client_auth().with_single_cert(vec![certificate], key)?;
        let (acceptor, listener) = (TlsAcceptor::from(Arc::new(config)), TcpListener::bind("127.0.0.1:0").await?);
        let (port, server) = (listener.local_addr()?.port(), host(url)?.to_owned());
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let (acceptor, server) = (acceptor.clone(), server.clone());
                tokio::spawn(async move {
                    let (near, far) = (acceptor.accept(near).await, TcpStream::connect(server).await);
                    if let (Ok(mut near), Ok(mut far)) = (near, far) {
                        let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
                    }
                });
            }
        });
        Ok(port)
    }

    /// An HTTP client that trusts this authority and no other.
    fn http_client(&self) -> Result<reqwest::Client, AnyError> {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(self.certificate.clone())?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        let config = config.with_root_certificates(roots).with_no_client_auth();
        Ok(reqwest::Client::builder().tls_backend_preconfigured(config).no_proxy().build()?)
    }

    fn client(&self, database: &Database, host: &str) -> Result<Client, AnyError> {
        Ok(Client::builder().url(at(&database.url(), "https", host)?).http_client(self.http_client()?).build()?)
    }
}

/// `127.0.0.1:8123` of a URL.
fn host(url: &str) -> Result<&str, AnyError> {
    Ok(url.rsplit('@').next().and_then(|rest| rest.split('/').next()).ok_or("the URL has no host")?)
}

/// The same URL with another scheme and host.
fn at(url: &str, scheme: &str, to: &str) -> Result<String, AnyError> {
    let (_, rest) = url.split_once("://").ok_or("the URL has no scheme")?;
    Ok(format!("{scheme}://{}", rest.replace(host(url)?, to)))
}

fn assert_is_distrusted(error: &Error, says: &str) {
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    assert!(
        error.to_string().contains("its certificate is not accepted") && error.to_string().contains(says),
        "{error}"
    );
    assert!(error.to_string().contains("http_client") && !error.is_retryable(), "{error}");
}

#[derive(Row, Debug, Clone, PartialEq)]
struct Sent {
    n: u64,
    text: String,
}

#[tokio::test]
async fn rows_go_and_come_through_an_endpoint_that_is_trusted() -> Outcome {
    let (database, _) = database().await?;
    let authority = Authority::new("ours")?;
    let port = authority.endpoint("localhost", false, &database.url()).await?;
    let client = authority.client(&database, &format!("localhost:{port}"))?;
    client.ping().await?;
    client.command("CREATE TABLE sent (n UInt64, text String) ENGINE MergeTree ORDER BY n").await?;
    let rows: Vec<Sent> = (0..100_000).map(|n| Sent { n, text: format!("row {n}") }).collect();
    client.insert("sent", &rows).await?;
    assert!(client.query_as::<Sent>("SELECT n, text FROM sent ORDER BY n").await? == rows);
    // Dropping stops through the endpoint as well.
    let endless = client.query_as::<u64>("SELECT sum(number) FROM system.numbers").query_id(database.name());
    assert!(tokio::time::timeout(Duration::from_millis(200), endless.fetch_all()).await.is_err());
    let start = Instant::now();
    let running = client.query_as::<u64>("SELECT count() FROM system.processes WHERE query_id = {id:String}");
    while running.clone().param("id", database.name()).fetch_one().await? > 0 {
        assert!(start.elapsed() < Duration::from_secs(10), "it goes on");
    }
    Ok(())
}

#[tokio::test]
async fn an_endpoint_that_cannot_be_trusted_is_a_clear_error() -> Outcome {
    let (database, _) = database().await?;
    let (ours, other) = (Authority::new("ours")?, Authority::new("other")?);
    let unknown = other.endpoint("localhost", false, &database.url()).await?;
    let misnamed = ours.endpoint("elsewhere.example", false, &database.url()).await?;
    let expired = ours.endpoint("localhost", true, &database.url()).await?;
    for (port, says) in [(unknown, "UnknownIssuer"), (misnamed, "elsewhere.example"), (expired, "expired")] {
        let error = ours.client(&database, &format!("localhost:{port}"))?.ping().await.unwrap_err();
        assert_is_distrusted(&error, says);
        // What the platform trusts does not have the authorities of this test either.
        let client = Client::new(at(&database.url(), "https", &format!("localhost:{port}"))?)?;
        let error = client.query_as::<u8>("SELECT 1").await.unwrap_err();
        assert_is_distrusted(&error, "certificate");
    }
    Ok(())
}

#[tokio::test]
async fn https_and_http_on_each_others_port_are_errors() -> Outcome {
    let (database, _) = database().await?;
    let authority = Authority::new("ours")?;
    let client = authority.client(&database, host(&database.url())?)?;
    let error = client.query_as::<u8>("SELECT 1").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Connect | ErrorKind::Transport), "{error}");
    let port = authority.endpoint("localhost", false, &database.url()).await?;
    let client = Client::new(at(&database.url(), "http", &format!("localhost:{port}"))?)?;
    let error = client.query_as::<u8>("SELECT 1").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Connect | ErrorKind::Transport), "{error}");
    Ok(())
}
