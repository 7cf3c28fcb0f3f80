//! A user of an own server, as it stands in `users.xml`.

use crate::config::element;

/// A user beside the ones every own server has (`test` with all rights, `readonly`).
///
/// Users are read once, at the start: `CREATE USER` is refused by the engine's library (code 514).
///
/// ```
/// use clickhouse_embedded::{Constraint, User};
///
/// let reader = User::new("reader")
///     .password("secret")
///     .readonly(2)
///     .grant("SELECT ON default.trades")
///     .setting("max_result_rows", "1000")
///     .constraint("max_threads", Constraint::new().max("2"));
/// # let _ = reader;
/// ```
#[derive(Clone, Debug)]
pub struct User {
    pub(crate) name: String,
    pub(crate) password: String,
    readonly: Option<u8>,
    grants: Vec<String>,
    settings: Vec<(String, String)>,
    constraints: Vec<(String, Constraint)>,
    networks: Vec<String>,
    manages_access: bool,
}

impl User {
    /// A user without password, from any address, with all rights on all data.
    ///
    /// The name must be fit for an XML element: letters, digits, `_`, and no digit first.
    pub fn new(name: impl Into<String>) -> Self {
        User {
            name: name.into(),
            password: String::new(),
            readonly: None,
            grants: Vec::new(),
            settings: Vec::new(),
            constraints: Vec::new(),
            networks: Vec::new(),
            manages_access: false,
        }
    }

    /// May also manage users and named collections, as far as the engine lets anybody.
    pub(crate) fn managing_access(mut self) -> Self {
        self.manages_access = true;
        self
    }

    /// Wants this password from whoever logs in.
    #[must_use]
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.password = password.into();
        self
    }

    /// 1: reads only, and no setting can be changed (code 164). 2: reads only, settings can.
    #[must_use]
    pub fn readonly(mut self, level: u8) -> Self {
        self.readonly = Some(level);
        self
    }

    /// Adds a right, as it stands after `GRANT`: `SELECT ON db.*`. With one given, only those given hold.
    #[must_use]
    pub fn grant(mut self, right: impl Into<String>) -> Self {
        self.grants.push(right.into());
        self
    }

    /// Sets a setting in the user's profile.
    #[must_use]
    pub fn setting(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.push((name.into(), value.into()));
        self
    }

    /// Limits what the user may set a setting to (code 452).
    #[must_use]
    pub fn constraint(mut self, setting: impl Into<String>, constraint: Constraint) -> Self {
        self.constraints.push((setting.into(), constraint));
        self
    }

    /// Adds a network the user may come from, such as `::1` or `10.0.0.0/8` (else code 516).
    #[must_use]
    pub fn network(mut self, network: impl Into<String>) -> Self {
        self.networks.push(network.into());
        self
    }

    /// The name of the profile that holds the user's settings.
    fn profile(&self) -> String {
        format!("of_{}", self.name)
    }

    pub(crate) fn profile_xml(&self) -> String {
        let mut inner = element("profile", "default");
        if let Some(level) = self.readonly {
            inner += &element("readonly", &level.to_string());
        }
        for (name, value) in &self.settings {
            inner += &element(name, value);
        }
        if !self.constraints.is_empty() {
            let constraints: String =
                self.constraints.iter().map(|(name, limits)| format!("<{name}>{}</{name}>", limits.xml())).collect();
            inner += &format!("<constraints>{constraints}</constraints>");
        }
        let profile = self.profile();
        format!("<{profile}>{inner}</{profile}>\n")
    }

    pub(crate) fn user_xml(&self) -> String {
        let mut inner = element("password", &self.password) + &element("profile", &self.profile());
        let anywhere = ["::/0".to_owned()];
        let networks = if self.networks.is_empty() { &anywhere } else { self.networks.as_slice() };
        let networks: String = networks.iter().map(|network| element("ip", network)).collect();
        inner += &format!("<networks>{networks}</networks>");
        if self.manages_access {
            inner += &element("access_management", "1");
            inner += &element("named_collection_control", "1");
        }
        if !self.grants.is_empty() {
            let queries: String = self.grants.iter().map(|grant| element("query", &format!("GRANT {grant}"))).collect();
            inner += &format!("<grants>{queries}</grants>");
        }
        format!("<{0}>{inner}</{0}>\n", self.name)
    }

    /// The first name in here that is not fit for an XML element.
    pub(crate) fn unfit_name(&self) -> Option<&str> {
        std::iter::once(&self.name)
            .chain(self.settings.iter().map(|(name, _)| name))
            .chain(self.constraints.iter().map(|(name, _)| name))
            .map(String::as_str)
            .find(|name| !is_fit(name))
    }
}

/// Whether `name` can be the name of an XML element.
pub(crate) fn is_fit(name: &str) -> bool {
    name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && name.chars().next().is_some_and(|letter| !letter.is_ascii_digit())
}

/// What a user may set a setting to.
#[derive(Clone, Debug, Default)]
pub struct Constraint {
    min: Option<String>,
    max: Option<String>,
    readonly: bool,
}

impl Constraint {
    /// No limit yet.
    pub fn new() -> Self {
        Constraint::default()
    }

    /// The smallest value allowed.
    #[must_use]
    pub fn min(mut self, value: impl Into<String>) -> Self {
        self.min = Some(value.into());
        self
    }

    /// The largest value allowed.
    #[must_use]
    pub fn max(mut self, value: impl Into<String>) -> Self {
        self.max = Some(value.into());
        self
    }

    /// The setting cannot be changed at all.
    #[must_use]
    pub fn readonly(mut self) -> Self {
        self.readonly = true;
        self
    }

    fn xml(&self) -> String {
        let mut inner = String::new();
        if let Some(min) = &self.min {
            inner += &element("min", min);
        }
        if let Some(max) = &self.max {
            inner += &element("max", max);
        }
        if self.readonly {
            inner += "<readonly/>";
        }
        inner
    }
}
