//! Notifications of the desktop, where the system has them.
//!
//! On Linux and the BSDs one call of `org.freedesktop.Notifications` on the
//! session's bus; elsewhere nothing, the window has its own notice. Never an
//! error: whoever has no bus or no desktop that listens has seen the notice.

/// Shows a title and a text. **Cost**: up to two seconds; call it off the UI thread.
pub fn notify(title: &str, body: &str) {
    #[cfg(all(unix, not(target_os = "macos")))]
    desktop::notify(None, title, body, desktop::PATIENCE);
    #[cfg(not(all(unix, not(target_os = "macos"))))]
    drop((title.len(), body.len()));
}

#[cfg(all(unix, not(target_os = "macos")))]
mod desktop {
    use std::collections::HashMap;
    use std::sync::mpsc::sync_channel;
    use std::time::Duration;

    use zbus::connection::Builder;
    use zbus::zvariant::Value;

    /// How long the desktop may take.
    pub(super) const PATIENCE: Duration = Duration::from_secs(2);

    /// Returns whether the desktop has taken it. `bus` is the session's unless given.
    pub(super) fn notify(bus: Option<String>, title: &str, body: &str, patience: Duration) -> bool {
        let (title, body) = (title.to_owned(), escaped(body));
        let (done, answer) = sync_channel(1);
        // Neither the socket nor the greeting has a time limit of its own.
        let thread = std::thread::Builder::new().name("desktop notification".to_owned());
        let spawned = thread.spawn(move || {
            let call = call(bus.as_deref(), &title, &body, patience);
            done.send(zbus::block_on(call).is_ok()).ok(); // closed: nobody waits any more
        });
        spawned.is_ok() && answer.recv_timeout(patience).unwrap_or(false)
    }

    async fn call(bus: Option<&str>, title: &str, body: &str, patience: Duration) -> zbus::Result<()> {
        let builder = match bus {
            Some(address) => Builder::address(address)?,
            None => Builder::session()?,
        };
        let connection = builder.method_timeout(patience).build().await?;
        let hints: HashMap<&str, Value<'_>> = HashMap::from([
            ("desktop-entry", Value::from("org.hashfloor.Hashfloor")),
            ("urgency", Value::from(1_u8)),
        ]);
        let (replaces, icon, actions, for_as_long_as_usual) =
            (0_u32, "org.hashfloor.Hashfloor", Vec::<&str>::new(), -1_i32);
        let arguments = ("Hashfloor", replaces, icon, title, body, actions, hints, for_as_long_as_usual);
        let name = "org.freedesktop.Notifications";
        let path = "/org/freedesktop/Notifications";
        connection.call_method(Some(name), path, Some(name), "Notify", &arguments).await?;
        Ok(())
    }

    /// The body may hold markup, which a label must not become.
    fn escaped(body: &str) -> String {
        body.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    }

    #[cfg(test)]
    mod tests {
        use std::os::unix::net::UnixListener;
        use std::time::Instant;

        use super::*;

        #[test]
        fn without_a_bus_nothing_is_shown_and_nothing_fails() {
            let folder = tempfile::tempdir().unwrap();
            let nobody = format!("unix:path={}", folder.path().join("bus").display());
            let start = Instant::now();
            assert!(!notify(Some(nobody), "title", "body", PATIENCE));
            assert!(!notify(Some("no address at all".to_owned()), "title", "body", PATIENCE));
            assert!(start.elapsed() < PATIENCE);
        }

        #[test]
        fn a_bus_that_never_answers_is_not_waited_for() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("bus");
            let _listener = UnixListener::bind(&path).unwrap();
            let start = Instant::now();
            let patience = Duration::from_millis(200);
            assert!(!notify(Some(format!("unix:path={}", path.display())), "title", "body", patience));
            assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
        }

        /// A desktop that keeps what it was told.
        struct Desktop(Told);

        type Told = std::sync::Arc<std::sync::Mutex<Vec<(String, String, String)>>>;

        #[zbus::interface(name = "org.freedesktop.Notifications")]
        impl Desktop {
            #[expect(clippy::too_many_arguments, reason = "the specification's")]
            fn notify(
                &self,
                app_name: String,
                _replaces: u32,
                _icon: String,
                summary: String,
                body: String,
                _actions: Vec<String>,
                _hints: HashMap<String, zbus::zvariant::OwnedValue>,
                _expires_ms: i32,
            ) -> u32 {
                self.0.lock().unwrap().push((app_name, summary, body));
                1
            }
        }

        /// Runs only where the reference bus is installed.
        #[test]
        fn a_desktop_that_listens_is_told_title_and_text() {
            use std::process::{Command, Stdio};
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("bus");
            let address = format!("unix:path={}", path.display());
            let mut bus = Command::new("dbus-daemon");
            bus.args(["--session", "--nofork", "--nopidfile", "--address"]).arg(&address);
            let Ok(mut bus) = bus.stdout(Stdio::null()).stderr(Stdio::null()).spawn() else { return };
            let start = Instant::now();
            while !path.exists() && start.elapsed() < Duration::from_secs(10) {
                std::thread::sleep(Duration::from_millis(10));
            }
            let told = Told::default();
            let desktop = Desktop(told.clone());
            let serving = Builder::address(address.as_str())
                .and_then(|builder| builder.name("org.freedesktop.Notifications"))
                .and_then(|builder| builder.serve_at("/org/freedesktop/Notifications", desktop));
            let connection = serving.map(|builder| zbus::block_on(builder.build()));
            let shown = notify(Some(address), "An alert fired", "60,000 < 61,000", Duration::from_secs(10));
            drop(connection);
            bus.kill().unwrap();
            bus.wait().unwrap();
            assert!(shown);
            let expected = ["Hashfloor", "An alert fired", "60,000 &lt; 61,000"].map(str::to_owned);
            assert_eq!(*told.lock().unwrap(), [expected.into()]);
        }

        #[test]
        fn a_label_does_not_become_markup() {
            assert_eq!(escaped("<b>60 & 70</b>"), "&lt;b&gt;60 &amp; 70&lt;/b&gt;");
        }
    }
}
