//! A program that is run for us: JSON goes to its standard input, its standard output is read.

use std::{
    io::{Read, Write},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::contract::{Message, TransportId};

/// The most that a program may print.
const MOST_PRINTED: u64 = 1 << 20;

/// A program, how it is started, and how long it may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// The program and its arguments.
    pub command: Vec<String>,
    /// The folder it is started in.
    pub folder: PathBuf,
    /// The most time it may take.
    pub timeout: Duration,
}

impl Program {
    /// The name that it is called by in messages.
    pub fn name(&self) -> &str {
        self.command.first().map_or("", String::as_str)
    }

    /// Runs it to its end; how it ended, and what it printed on both outputs.
    pub fn run(&self, input: Vec<u8>) -> Result<(ExitStatus, Vec<u8>, Vec<u8>), Message> {
        let mut command = Command::new(self.command.first().ok_or(TransportId::NoCommand)?);
        command.args(&self.command[1..]).current_dir(&self.folder);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| TransportId::NotStarted.with([error.to_string().into()]))?;
        let mut stdin = child.stdin.take();
        // A program that does not read what it is given, or never ends to print, must not hold us up: each pipe has a thread.
        thread::spawn(move || stdin.as_mut().map(|pipe| pipe.write_all(&input)));
        let (out, err) = (drained(child.stdout.take()), drained(child.stderr.take()));
        let status = wait(&mut child, self.timeout)?;
        Ok((status, out.join().unwrap_or_default(), err.join().unwrap_or_default()))
    }
}

fn drained(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(pipe) = pipe {
            let _ = pipe.take(MOST_PRINTED).read_to_end(&mut bytes);
        }
        bytes
    })
}

fn wait(child: &mut Child, timeout: Duration) -> Result<ExitStatus, Message> {
    let until = Instant::now() + timeout;
    let mut pause = Duration::from_micros(200);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) if Instant::now() < until => thread::sleep(pause),
            Ok(None) => {
                let _ = child.kill().and_then(|()| child.wait());
                return Err(TransportId::NotEnded.with([format!("{timeout:?}").into()]));
            }
            Err(error) => return Err(error.to_string().into()),
        }
        pause = (pause * 2).min(Duration::from_millis(10));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_not_there_or_does_not_end_is_an_error() {
        let run = |command: &[&str], timeout| {
            let command = command.iter().map(|&word| word.to_owned()).collect();
            Program { command, folder: std::env::temp_dir(), timeout }.run(Vec::new())
        };
        let patient = Duration::from_mins(1);
        assert!(run(&["./no-such"], patient).unwrap_err().english().starts_with("it cannot be started"));
        let error = run(&["sleep", "600"], Duration::from_millis(100)).unwrap_err();
        assert_eq!(error.english(), "it did not end within 100ms");
        let (status, out, err) = run(&["sh", "-c", "cat; echo out; echo err >&2; exit 3"], patient).unwrap();
        assert_eq!((status.code(), out, err), (Some(3), b"out\n".to_vec(), b"err\n".to_vec()));
    }
}
