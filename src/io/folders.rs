//! Where the program keeps what it knows.
//!
//! Data and configuration lie in the user's own folders, named after the
//! application id, or together in one folder that the user names. A system
//! that tells us no home folder is an answer, not a crash: the program then
//! works in memory.

use std::fs;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use crate::io::files::FileError;

/// Application id: window, desktop entry and folder carry the same name.
pub const APP_ID: &str = "org.hashfloor.Hashfloor";

/// The folders of one user, or the one folder asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// Cache, workspaces and copies of imports.
    pub data: PathBuf,
    /// Settings.
    pub config: PathBuf,
}

/// Why there are no folders.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The system names no home folder.
    #[error("the system names no home folder, so nothing is kept: name one with --data-dir")]
    NoHome,
    /// The home folder is a relative path, which would change with the working folder.
    #[error("expected an absolute home folder, found a relative path: {}", .0.display())]
    RelativeHome(PathBuf),
    /// A folder could not be made.
    #[error(transparent)]
    File(#[from] FileError),
}

impl Folders {
    /// One explicit folder for everything, or the user's own folders.
    ///
    /// # Errors
    /// [`FolderError`] if none was named and the system knows none.
    pub fn resolve(explicit: Option<&Path>) -> Result<Self, FolderError> {
        match explicit {
            Some(folder) => Ok(Self { data: folder.to_owned(), config: folder.to_owned() }),
            // `ProjectDirs::from` would shorten the application id on Linux; this keeps it.
            None => Self::from_project(ProjectDirs::from_path(PathBuf::from(APP_ID)).as_ref()),
        }
    }

    fn from_project(project: Option<&ProjectDirs>) -> Result<Self, FolderError> {
        let project = project.ok_or(FolderError::NoHome)?;
        let absolute = |folder: &Path| {
            if folder.is_absolute() {
                Ok(folder.to_owned())
            } else {
                Err(FolderError::RelativeHome(folder.to_owned()))
            }
        };
        Ok(Self { data: absolute(project.data_local_dir())?, config: absolute(project.config_dir())? })
    }

    /// The SQLite cache.
    pub fn cache_path(&self) -> PathBuf {
        self.data.join("cache.db")
    }

    /// One JSON file per workspace.
    pub fn workspaces_dir(&self) -> PathBuf {
        self.data.join("workspaces")
    }

    /// The workspace that opens when none is named.
    pub fn default_workspace(&self) -> PathBuf {
        self.workspaces_dir().join("default.json")
    }

    /// The settings.
    pub fn settings_path(&self) -> PathBuf {
        self.config.join("settings.toml")
    }

    /// Where the window was.
    pub fn window_path(&self) -> PathBuf {
        self.data.join("window.json")
    }

    /// Compressed copies of imported files.
    pub fn imports_dir(&self) -> PathBuf {
        self.data.join("imports")
    }

    /// Makes every folder that is missing, for this user's eyes only.
    ///
    /// # Errors
    /// [`FolderError::File`] names the folder that could not be made.
    pub fn create(&self) -> Result<(), FolderError> {
        for folder in [&self.data, &self.config, &self.workspaces_dir(), &self.imports_dir()] {
            let mut builder = fs::DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            {
                use std::os::unix::fs::DirBuilderExt as _;
                builder.mode(0o700);
            }
            builder.create(folder).map_err(|source| FileError::new("make the folder", folder, source))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_named_folder_holds_everything() {
        let folder = tempfile::tempdir().unwrap();
        let folders = Folders::resolve(Some(&folder.path().join("deep/er"))).unwrap();
        folders.create().unwrap();
        folders.create().unwrap();
        assert!(folders.workspaces_dir().is_dir() && folders.imports_dir().is_dir());
        assert_eq!(folders.settings_path(), folder.path().join("deep/er/settings.toml"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&folders.data).unwrap().permissions().mode() & 0o777, 0o700);
        }
    }

    #[test]
    fn no_home_is_an_answer() {
        assert!(matches!(Folders::from_project(None), Err(FolderError::NoHome)));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_users_own_folders_carry_the_application_id() {
        match Folders::resolve(None) {
            Ok(folders) => {
                assert!(folders.data.ends_with(APP_ID) && folders.config.ends_with(APP_ID), "{folders:?}");
            }
            Err(error) => assert!(!matches!(error, FolderError::File(_)), "{error}"),
        }
    }

    #[test]
    fn a_file_in_place_of_a_folder_is_a_typed_error() {
        let folder = tempfile::tempdir().unwrap();
        let occupied = folder.path().join("occupied");
        fs::File::create(&occupied).unwrap();
        let error = Folders::resolve(Some(&occupied)).unwrap().create().unwrap_err();
        assert!(matches!(error, FolderError::File(_)) && error.to_string().contains("occupied"), "{error}");
    }
}
