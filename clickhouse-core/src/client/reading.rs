//! [`Reading`]: blocks out of an answer, the first ones when they are asked for, later ones ahead of the asking.
//!
//! ```text
//! block 1, 2     received and decoded by whoever asks: most answers end here, and cost no task
//! block 3 ..     by a task, one block ahead, while the caller works on the one before
//! ```
//!
//! The task takes the next block's bytes only when the one before has been fetched, so that a slow reader slows the
//! server down and memory stays that of three blocks: at work, waiting, coming in. Frames are unpacked in the same task,
//! beside the caller's work: a MiB of LZ4 takes 0.6 ms with its checksum, so that a thread of its own would gain nothing.

use super::running::Running;
use super::transport::Answer;
use crate::block::Block;
use crate::error::{Error, ErrorKind};
use crate::http::NativeAnswer;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// A second block says that there may be many.
const BLOCKS_BEFORE_READ_AHEAD: u32 = 2;

/// An answer that is being read.
#[derive(Debug)]
pub(super) struct Reading {
    blocks_given: u32,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Here(Box<Source>),
    Ahead(Ahead),
}

impl Reading {
    /// The answer of a query that is `running`.
    pub(super) fn new(answer: Answer, running: Running) -> Self {
        let native = NativeAnswer::new(&answer.head, answer.is_compressed);
        Reading { blocks_given: 0, stage: Stage::Here(Box::new(Source { answer, native, running })) }
    }

    /// The next block that has rows; `None` once the answer has ended well.
    ///
    /// # Errors
    /// The server fails, or the answer does not end well. Not to be asked again then.
    pub(super) async fn next(&mut self) -> Result<Option<Block>, Error> {
        match &mut self.stage {
            Stage::Ahead(ahead) => ahead.next().await,
            Stage::Here(source) => {
                let block = source.next().await?;
                self.blocks_given += 1;
                if block.is_some() && self.blocks_given == BLOCKS_BEFORE_READ_AHEAD {
                    self.read_ahead();
                }
                Ok(block)
            }
        }
    }

    /// Takes the memory of a block for those to come.
    pub(super) fn recycle(&mut self, block: Block) {
        match &mut self.stage {
            Stage::Here(source) => source.native.recycle(block),
            Stage::Ahead(ahead) => ahead.used.put(block),
        }
    }

    fn read_ahead(&mut self) {
        let (sender, blocks) = mpsc::channel(1);
        let used = Used::default();
        let placeholder = Stage::Ahead(Ahead { blocks, used: used.clone(), task: None });
        if let Stage::Here(source) = std::mem::replace(&mut self.stage, placeholder)
            && let Stage::Ahead(ahead) = &mut self.stage
        {
            ahead.task = Some(tokio::spawn(source.read_ahead(sender, used)));
        }
    }
}

/// The bytes of an answer and their decoding.
#[derive(Debug)]
struct Source {
    answer: Answer,
    native: NativeAnswer,
    running: Running,
}

impl Source {
    async fn next(&mut self) -> Result<Option<Block>, Error> {
        let outcome = self.advance().await;
        match &outcome {
            Ok(Some(_)) => {}
            Ok(None) => self.running.ended(),
            Err(error) => self.running.see(error),
        }
        outcome
    }

    async fn advance(&mut self) -> Result<Option<Block>, Error> {
        loop {
            if let Some(block) = self.native.next_block()? {
                if block.row_count() == 0 {
                    continue;
                }
                return Ok(Some(block));
            }
            match self.answer.chunk().await {
                Ok(Some(chunk)) => self.native.push(chunk)?,
                Ok(None) => {
                    self.native.finish(None)?;
                    return Ok(None);
                }
                // What arrived before the connection broke may tell why.
                Err(cut) => self.native.finish(Some(cut))?,
            }
        }
    }

    /// Reads to the end, a block whenever there is place for one.
    async fn read_ahead(mut self: Box<Self>, blocks: mpsc::Sender<Result<Option<Block>, Error>>, used: Used) {
        while let Ok(place) = blocks.reserve().await {
            if let Some(block) = used.take() {
                self.native.recycle(block);
            }
            let block = self.next().await;
            let is_last = !matches!(block, Ok(Some(_)));
            place.send(block);
            if is_last {
                break;
            }
        }
    }
}

/// A task that reads. It ends with this.
#[derive(Debug)]
struct Ahead {
    blocks: mpsc::Receiver<Result<Option<Block>, Error>>,
    used: Used,
    task: Option<JoinHandle<()>>,
}

impl Ahead {
    async fn next(&mut self) -> Result<Option<Block>, Error> {
        self.blocks.recv().await.unwrap_or_else(|| {
            let what = "the task that read the answer was ended before it had done so; the rows are not all, ask again";
            Err(Error::new(ErrorKind::Transport, what).retryable(true))
        })
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

/// The memory of a block on its way back.
#[derive(Debug, Clone, Default)]
struct Used(Arc<Mutex<Option<Block>>>);

impl Used {
    fn put(&self, block: Block) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(block);
    }

    fn take(&self) -> Option<Block> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
