//! As much of HTTP/1.1 as a loopback conversation takes, on both ends.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// The first line of a request, without its version, and its headers with lower-case names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `HEAD`, ...
    pub method: String,
    /// The path, with the query if there is one.
    pub target: String,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
}

impl Request {
    /// The path without the query.
    pub fn path(&self) -> &str {
        self.target.split(['?', '#']).next().unwrap_or_default()
    }

    /// A header's value; the name is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }
}

/// Reads a request from a connection; `None` if the other end closes it without asking anything.
pub fn read_request(connection: &mut impl BufRead) -> io::Result<Option<Request>> {
    let mut line = String::new();
    if connection.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace();
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "no request line"));
    };
    let (method, target) = (method.to_owned(), target.to_owned());
    Ok(Some(Request { method, target, headers: read_headers(connection)? }))
}

fn read_headers(connection: &mut impl BufRead) -> io::Result<Vec<(String, String)>> {
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        if connection.read_line(&mut line)? == 0 || line.trim().is_empty() {
            return Ok(headers);
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
}

/// Writes a response and nothing but the headers given beside the length.
pub fn write_response(
    connection: &mut impl Write,
    status: &str,
    headers: &[(String, String)],
    length: usize,
    body: &[u8],
) -> io::Result<()> {
    write!(connection, "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n")?;
    for (name, value) in headers {
        write!(connection, "{name}: {value}\r\n")?;
    }
    connection.write_all(b"\r\n")?;
    connection.write_all(body)?;
    connection.flush()
}

/// Asks a server on this machine and returns the status and the body of its answer.
pub fn ask(
    address: &str,
    method: &str,
    path: &str,
    body: &[u8],
    timeout: Duration,
) -> Result<(u16, Vec<u8>)> {
    let mut stream = TcpStream::connect(address).with_context(|| format!("nobody listens on {address}"))?;
    stream.set_read_timeout(Some(timeout))?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
         content-type: application/json; charset=utf-8\r\ncontent-length: {}\r\n\r\n",
        body.len()
    )?;
    stream.write_all(body)?;
    let mut answer = BufReader::new(stream);
    let mut line = String::new();
    answer.read_line(&mut line).with_context(|| format!("no answer to {method} {path}"))?;
    let Some(status) = line.split_whitespace().nth(1).and_then(|word| word.parse().ok()) else {
        bail!("{address} does not speak HTTP: {line:?}");
    };
    let headers = read_headers(&mut answer)?;
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, n)| n.parse().ok());
    let mut bytes = Vec::new();
    match length {
        // The driver keeps the connection open whatever is asked of it.
        Some(length) => answer.take(length).read_to_end(&mut bytes)?,
        None => answer.read_to_end(&mut bytes)?,
    };
    Ok((status, bytes))
}
