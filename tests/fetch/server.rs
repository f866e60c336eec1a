//! A web server on the loopback interface that answers what it was told to.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use sha2::{Digest, Sha256};

/// What is answered to a path.
#[derive(Clone)]
pub struct Answer {
    kind: &'static str,
    body: Vec<u8>,
    /// The authorization that is wanted, and the challenge to those without.
    guard: Option<(String, String)>,
}

impl Answer {
    pub fn bytes(body: Vec<u8>) -> Answer {
        Answer {
            kind: "application/octet-stream",
            body,
            guard: None,
        }
    }

    pub fn text(body: &str) -> Answer {
        Answer {
            kind: "text/plain",
            body: body.into(),
            guard: None,
        }
    }

    pub fn json(body: &str) -> Answer {
        Answer {
            kind: "application/json",
            body: body.into(),
            guard: None,
        }
    }

    pub fn guarded(mut self, authorization: &str, challenge: &str) -> Answer {
        self.guard = Some((authorization.to_string(), challenge.to_string()));
        self
    }
}

#[derive(Default)]
struct Known {
    answers: HashMap<String, Answer>,
    authorizations: Vec<String>,
    closing: bool,
}

/// A server that lives as long as this value.
pub struct Server {
    address: SocketAddr,
    known: Arc<Mutex<Known>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let known = Arc::new(Mutex::new(Known::default()));
        let shared = known.clone();
        let thread = thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.lock().unwrap().closing {
                    return;
                }
                let _ = answer(stream.unwrap(), &shared);
            }
        });
        Server {
            address,
            known,
            thread: Some(thread),
        }
    }

    pub fn host(&self) -> String {
        self.address.to_string()
    }

    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers requests for this path, query included.
    pub fn offer(&self, path: &str, answer: Answer) {
        self.known
            .lock()
            .unwrap()
            .answers
            .insert(path.to_string(), answer);
    }

    /// The authorization of each request so far, empty where there was none.
    pub fn authorizations(&self) -> Vec<String> {
        self.known.lock().unwrap().authorizations.clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.known.lock().unwrap().closing = true;
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn answer(mut stream: TcpStream, known: &Mutex<Known>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    let path = request.split(' ').nth(1).unwrap_or_default().to_string();
    let mut authorization = String::new();
    for line in lines {
        let line = line?;
        match line.split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("authorization") => {
                authorization = value.to_string();
            }
            Some(_) => {}
            None => break,
        }
    }
    let mut known = known.lock().unwrap();
    known.authorizations.push(authorization.clone());
    let found = known.answers.get(&path).cloned();
    drop(known);
    let (status, headers, body) = match found {
        None => ("404 Not Found", String::new(), Vec::new()),
        Some(answer) => match answer.guard {
            Some((wanted, challenge)) if wanted != authorization => (
                "401 Unauthorized",
                format!("WWW-Authenticate: {challenge}\r\n"),
                Vec::new(),
            ),
            _ => (
                "200 OK",
                format!("Content-Type: {}\r\n", answer.kind),
                answer.body,
            ),
        },
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)
}

/// The SHA-256 of bytes, in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
