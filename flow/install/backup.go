package install

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/files"
	"edov/flow/plan"
)

// A backup is named FILE.edov-backup-TIME-DIGEST: what the file was before a step of that time wrote what has the
// digest. With -new at its end, it is empty and there was no file.
//
// It is in a folder beside the file, of which git ignores everything: a rule for .env does not cover a name that is
// made of it, and the secret in it is valid for days.
const (
	backupFolder = ".edov-backups"
	backupPart   = ".edov-backup-"
	nothingWas   = "-new"

	ignoreName = ".gitignore"
	ignoreAll  = "*\n"
)

// backupFolderOf is the folder with the backups of a file.
func backupFolderOf(path string) string { return filepath.Join(filepath.Dir(path), backupFolder) }

// backupFolderProblem says why no backup of a file could be kept, or not from git; empty: nothing is known against it.
func backupFolderProblem(path string) string {
	dir := backupFolderOf(path)
	switch info, err := os.Lstat(dir); {
	case errors.Is(err, fs.ErrNotExist):
		return ""
	case err != nil:
		return files.Reason(err)
	case !info.IsDir():
		return "it is no folder"
	case !files.OwnedByUser(info):
		return "it belongs to another user"
	}
	if err := files.Writable(dir); err != nil {
		return files.Reason(err)
	}
	ignore := filepath.Join(dir, ignoreName)
	if _, err := os.Lstat(ignore); errors.Is(err, fs.ErrNotExist) {
		return "" // it will be written
	}
	if rule, err := files.Read(ignore, maxFile); err != nil || !ignoresAll(string(rule)) {
		return "its " + ignoreName + " does not ignore everything in it"
	}
	return ""
}

// ignoresAll holds for rules of git that leave nothing out. An editor may have changed their form.
func ignoresAll(rules string) bool {
	all := false
	for line := range strings.Lines(rules) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "!") {
			return false
		}
		all = all || line == "*"
	}
	return all
}

// makeBackupFolder makes the folder of a file's backups, and hides it from git before anything is in it.
func makeBackupFolder(path string) error {
	dir := backupFolderOf(path)
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return errors.New(files.Reason(err))
	}
	err := files.Replace(filepath.Join(dir, ignoreName), []byte(ignoreAll), false)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return errors.New(files.Reason(err))
	}
	if why := backupFolderProblem(path); why != "" {
		return errors.New(why)
	}
	return nil
}

// digest names what was written. It is short, and of a whole file.
func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}

// backupsOf is how the names of a step's backups begin.
func backupsOf(s *plan.Step) string {
	time := "none" // checkFile demands one
	for _, c := range s.Changes {
		if c.Path == backupPath {
			time = textOf(c.After)
		}
	}
	return filepath.Base(s.Place) + backupPart + time
}

// shownBackups names a step's backups, as seen from its file.
func shownBackups(s *plan.Step) string { return backupFolder + "/" + backupsOf(s) + "-*" }

// backUp writes what a file is, before data replaces it.
func (f *File) backUp(s *plan.Step, was content, data []byte) *flow.Failure {
	path := filepath.Join(backupFolderOf(s.Place), backupsOf(s)+"-"+digest(data))
	if !was.exists {
		path += nothingWas
	}
	err := makeBackupFolder(s.Place)
	if err == nil {
		err = f.writer()(path, was.data, false)
	}
	if errors.Is(err, fs.ErrExist) {
		if there, read := readBackup(path); read == nil && bytes.Equal(there, was.data) {
			return nil // of this step, when it was carried out before
		}
	}
	if err != nil {
		return flow.ChangeFailure(flow.FailureLocal,
			"the backup of "+filepath.Base(s.Place)+" can't be written: "+files.Reason(err),
			filepath.Base(s.Place)+" is as it was")
	}
	return nil
}

// readBackup reads a regular file of the user.
func readBackup(path string) ([]byte, error) {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() || !files.OwnedByUser(info) {
		return nil, errors.New("not a backup")
	}
	return files.Read(path, maxFile)
}

// Backups are the backups of a file, by name. They have the old secret, and stay until they are removed: an undo needs
// them. They are the user's alone (0600). One that lies beside the file, where edov once wrote them, counts too.
func Backups(path string) []string {
	var list []string
	for _, dir := range []string{backupFolderOf(path), filepath.Dir(path)} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue
		}
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), filepath.Base(path)+backupPart) && e.Type().IsRegular() {
				list = append(list, filepath.Join(dir, e.Name()))
			}
		}
	}
	slices.Sort(list)
	return list
}

// RemoveBackup deletes one of Backups, and its folder with the last one.
func RemoveBackup(path string) error {
	if err := os.Remove(path); err != nil {
		return errors.New(files.Reason(err))
	}
	dir := filepath.Dir(path)
	left, _ := os.ReadDir(dir)
	if filepath.Base(dir) == backupFolder && len(left) == 1 && left[0].Name() == ignoreName {
		_ = os.Remove(filepath.Join(dir, ignoreName)) // an empty folder that stays is no harm
		_ = os.Remove(dir)
	}
	return nil
}

// BackupsOf are the backups that the steps of a plan wrote and that are still there.
func BackupsOf(p *plan.Plan) []string {
	var list []string
	for i := range p.Steps {
		s := &p.Steps[i]
		if s.Service != plan.ServiceFile || s.Action != plan.Install || checkFile(s, p.Target) != nil {
			continue
		}
		for _, path := range Backups(s.Place) {
			if strings.HasPrefix(filepath.Base(path), backupsOf(s)+"-") {
				list = append(list, path)
			}
		}
	}
	return list
}

// restorable finds the backup that a step brings back: only if the file is still what was written.
func (f *File) restorable(s *plan.Step, now content) (plan.State, string, *flow.Failure) {
	prefix := backupsOf(s)
	state, from, found := plan.Changed, "", false
	for _, path := range Backups(s.Place) {
		rest, ours := strings.CutPrefix(filepath.Base(path), prefix+"-")
		if !ours {
			continue
		}
		found = true
		wrote, wasNew := strings.CutSuffix(rest, nothingWas)
		data, err := readBackup(path)
		switch {
		case err != nil:
			continue
		case wasNew && !now.exists, !wasNew && now.exists && bytes.Equal(data, now.data):
			return plan.Done, "", nil
		case now.exists && wrote == digest(now.data):
			state, from = plan.Pending, path
		}
	}
	if !found {
		return "", "", flow.ChangeFailure(flow.FailureLocal, "there is no backup of "+filepath.Base(s.Place),
			"either nothing was written, or the backup was deleted: compare the file by hand")
	}
	return state, from, nil
}

// restore brings back what a file was, or removes one that was not there.
func (f *File) restore(s *plan.Step, now content) *flow.Failure {
	state, from, failed := f.restorable(s, now)
	switch {
	case failed != nil || state == plan.Done:
		return failed
	case state == plan.Changed:
		return flow.ChangeFailure(flow.FailureLocal, filepath.Base(s.Place)+" is no longer what edov wrote",
			"compare it with "+shownBackups(s)+", and change it by hand")
	case strings.HasSuffix(from, nothingWas):
		if err := os.Remove(s.Place); err != nil {
			return flow.ChangeFailure(flow.FailureLocal, filepath.Base(s.Place)+" can't be removed: "+files.Reason(err), "")
		}
		return nil
	}
	data, err := readBackup(from)
	if err != nil {
		return flow.ChangeFailure(flow.FailureLocal, "the backup of "+filepath.Base(s.Place)+" can't be read", "")
	}
	return f.replace(s.Place, now, data)
}
