//! A PACS of the test's own: Orthanc on loopback, in a folder that goes with it.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;

/// How long it may take to start on a slow machine.
const START: Duration = Duration::from_secs(60);

/// A running Orthanc; it ends with this value.
#[derive(Debug)]
pub struct Orthanc {
    process: Child,
    /// Port of its DICOM service, on 127.0.0.1.
    pub dicom_port: u16,
    http_port: u16,
    // Last, so that it is cleared away after the process.
    _folder: TempDir,
}

impl Orthanc {
    /// Starts it, with nothing stored, and waits until it answers.
    pub fn start(program: &Path) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let (dicom_port, http_port) = (free_port()?, free_port()?);
        let configuration = json!({
            "Name": "LobarTest",
            "StorageDirectory": folder.path().join("storage"),
            "IndexDirectory": folder.path().join("storage"),
            "Plugins": [],
            "HttpPort": http_port,
            // Its DICOM port has no address of its own, so whoever calls must come from loopback.
            "RemoteAccessAllowed": false,
            "AuthenticationEnabled": false,
            "DicomAet": "ORTHANC",
            "DicomPort": dicom_port,
            "DicomAlwaysAllowEcho": false,
            "DicomAlwaysAllowStore": false,
            "DicomCheckModalityHost": true,
            "DicomModalities": { "test": ["STORESCU", "127.0.0.1", dicom_port] },
            "DefaultEncoding": "Utf8",
        });
        let file = folder.path().join("orthanc.json");
        fs::write(&file, configuration.to_string())?;
        let process = Command::new(program)
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{} could not be started", program.display()))?;
        let mut orthanc = Self { process, dicom_port, http_port, _folder: folder };
        let start = Instant::now();
        while orthanc.get("/system").is_err() {
            if let Some(status) = orthanc.process.try_wait()? {
                bail!("Orthanc ended at its start ({status})");
            }
            ensure!(start.elapsed() < START, "Orthanc does not answer");
            sleep(Duration::from_millis(100));
        }
        Ok(orthanc)
    }

    /// A resource of its REST interface that is JSON.
    pub fn get(&self, path: &str) -> Result<Value> {
        let body = self.request(&format!("GET {path} HTTP/1.0\r\n"), b"")?;
        serde_json::from_slice(&body).with_context(|| format!("{path} is no JSON"))
    }

    /// A resource as it is, such as the file of an instance.
    pub fn bytes(&self, path: &str) -> Result<Vec<u8>> {
        self.request(&format!("GET {path} HTTP/1.0\r\n"), b"")
    }

    fn request(&self, head: &str, body: &[u8]) -> Result<Vec<u8>> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.http_port))?;
        stream.set_read_timeout(Some(START))?;
        write!(stream, "{head}Host: localhost\r\nContent-Length: {}\r\n\r\n", body.len())?;
        stream.write_all(body)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n").context("no HTTP answer")?;
        let first = String::from_utf8_lossy(&answer[..end]).lines().next().unwrap_or_default().to_owned();
        ensure!(first.contains(" 200 "), "{head}: {first}");
        Ok(answer.split_off(end + 4))
    }
}

impl Drop for Orthanc {
    fn drop(&mut self) {
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

/// A port that nobody listens on just now.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
