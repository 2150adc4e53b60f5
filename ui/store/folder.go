package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"edov/flow/files"
	"edov/flow/visible"
)

// folder is one of the Store's folders, which only its owner can use.
type folder struct {
	base string // edov's own folder, of which it is a part
	path string
	note func(string) // called with what was fixed
}

const (
	lockName   = ".lock"
	tempPrefix = ".tmp-"
	// lockLimit is how long another edov may hold a lock, under which it only writes
	// one small file.
	lockLimit = 2 * time.Second
)

// openRoot opens the folder itself, not what a link leads to. create creates it.
func (f folder) openRoot(create bool) (*os.Root, error) {
	if create {
		if err := os.MkdirAll(filepath.Dir(f.base), 0o700); err != nil {
			return nil, f.trouble("couldn't be created", err)
		}
	}
	for _, path := range f.chain() { // one by one, so that no link on the way is followed
		err := f.own(path)
		if create && errors.Is(err, fs.ErrNotExist) {
			if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
				return nil, f.trouble("couldn't be created", err)
			}
			err = f.own(path)
		}
		if err != nil {
			return nil, err
		}
	}
	root, err := os.OpenRoot(f.path)
	if err != nil {
		return nil, f.trouble("couldn't be opened", err)
	}
	seen, err := os.Lstat(f.path)
	opened, err2 := root.Stat(".")
	if err != nil || err2 != nil || !os.SameFile(seen, opened) {
		root.Close()
		return nil, errors.New("the folder " + shown(f.path) + " was replaced in the meantime")
	}
	return root, nil
}

// chain is edov's own folder and those below it down to this one.
func (f folder) chain() []string {
	list := []string{f.base}
	rest, err := filepath.Rel(f.base, f.path)
	if err != nil || rest == "." {
		return list
	}
	path := f.base
	for _, name := range strings.Split(rest, string(filepath.Separator)) {
		path = filepath.Join(path, name)
		list = append(list, path)
	}
	return list
}

// own refuses a folder that is a link or belongs to another user, and removes the access
// of other users.
func (f folder) own(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fs.ErrNotExist
	case err != nil:
		return errors.New("the folder " + shown(path) + " can't be used: " + files.Reason(err))
	case !info.IsDir():
		return errors.New(shown(path) + " is not a folder; links are not followed")
	case !files.OwnedByUser(info):
		return errors.New("the folder " + shown(path) + " belongs to another user")
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		if os.Chmod(path, 0o700) != nil {
			return errors.New("other users can open the folder " + shown(path) + ", and that couldn't be changed")
		}
		f.note("other users could open the folder " + shown(path) + "; now only you can")
	}
	return nil
}

func (f folder) trouble(what string, err error) error {
	return errors.New("the folder " + shown(f.path) + " " + what + ": " + files.Reason(err))
}

func shown(path string) string { return visible.Line(path) }

// read reads one file. It must be a regular file of the user that no one else could
// write. If others can read it, their access is removed, and the note says so.
func (f folder) read(name string, limit int64) (data []byte, note string, err error) {
	root, err := f.openRoot(false)
	if err != nil {
		return nil, "", err
	}
	defer root.Close()
	return readIn(root, name, limit)
}

// readIn is read in a folder that is open. It checks the kind of the file first: a pipe
// would block edov.
func readIn(root *os.Root, name string, limit int64) (data []byte, note string, err error) {
	info, err := root.Lstat(name)
	if err != nil {
		return nil, "", err
	}
	if err := ownFile(info); err != nil {
		return nil, "", err
	}
	file, err := root.Open(name)
	if err != nil {
		return nil, "", errors.New(files.Reason(err))
	}
	defer file.Close()
	if opened, err := file.Stat(); err != nil || !os.SameFile(info, opened) {
		return nil, "", errors.New("it was replaced in the meantime")
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		if file.Chmod(0o600) != nil {
			return nil, "", errors.New("other users can read it, and that couldn't be changed")
		}
		note = "other users could read its file; now only you can"
	}
	data, err = files.ReadAll(file, limit)
	return data, note, err
}

func ownFile(info fs.FileInfo) error {
	switch {
	case !info.Mode().IsRegular():
		return errors.New("it is not a regular file; links are not followed")
	case !files.OwnedByUser(info):
		return errors.New("it belongs to another user")
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o022 != 0:
		return errors.New("other users can write to it, so it can't be trusted: review it, then chmod 600")
	}
	return nil
}

// write replaces the content of a file, completely or not at all: a temporary file is
// filled and renamed. The caller holds the lock.
func write(root *os.Root, name string, data []byte) error {
	if info, err := root.Lstat(name); err == nil {
		if err := ownFile(info); err != nil {
			return err
		}
	}
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails
	temp := tempPrefix + hex.EncodeToString(random[:])
	file, err := root.OpenFile(temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return errors.New("it couldn't be written: " + files.Reason(err))
	}
	err = files.Fill(file, data)
	if err == nil {
		err = root.Rename(temp, name)
	}
	if err != nil {
		_ = root.Remove(temp)
		return errors.New("it couldn't be written: " + files.Reason(err))
	}
	if dir, err := root.Open("."); err == nil { // the new name has to reach the disk too
		_ = dir.Sync() // not possible on every system
		dir.Close()
	}
	return nil
}

// change calls do with the folder locked, after it has removed the temporary files of an
// edov that was killed.
func (f folder) change(do func(*os.Root) error) error {
	root, err := f.openRoot(true)
	if err != nil {
		return err
	}
	defer root.Close()
	unlock, err := f.lock(lockLimit)
	if err != nil {
		return err
	}
	defer unlock()
	sweep(root)
	return do(root)
}

// errBusy is for a lock that another edov has.
var errBusy = errors.New("another edov is running")

// hold locks the folder for this process; ok is false while another one has it. If the
// folder cannot be locked at all, the error comes when something is written.
func (f folder) hold() (release func(), ok bool) {
	root, err := f.openRoot(true)
	if err != nil {
		return func() {}, true
	}
	root.Close()
	unlock, err := f.lock(10 * time.Millisecond)
	switch {
	case errors.Is(err, errBusy):
		return func() {}, false
	case err != nil:
		return func() {}, true
	}
	return unlock, true
}

// lock locks the folder. The system releases the lock when its holder dies.
func (f folder) lock(limit time.Duration) (unlock func(), err error) {
	path := filepath.Join(f.path, lockName)
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return nil, errors.New(shown(path) + " is not a regular file; links are not followed")
	}
	l := flock.New(path, flock.SetPermissions(0o600))
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	ok, err := l.TryLockContext(ctx, 10*time.Millisecond)
	switch {
	case errors.Is(err, context.DeadlineExceeded), err == nil && !ok:
		return nil, fmt.Errorf("%w and is writing to %s; try again", errBusy, shown(f.path))
	case err != nil:
		return nil, f.trouble("couldn't be locked", err)
	}
	return func() { _ = l.Unlock() }, nil
}

// sweep removes temporary files. Their writers are dead, or they would hold the lock.
func sweep(root *os.Root) {
	for _, e := range entries(root) {
		if strings.HasPrefix(e.Name(), tempPrefix) {
			_ = root.Remove(e.Name())
		}
	}
}

// tidy sweeps, unless another edov is writing. It is called when a folder is listed.
func (f folder) tidy() {
	root, err := f.openRoot(false)
	if err != nil {
		return
	}
	defer root.Close()
	if unlock, err := f.lock(time.Millisecond); err == nil {
		sweep(root)
		unlock()
	}
}

func entries(root *os.Root) []fs.DirEntry {
	dir, err := root.Open(".")
	if err != nil {
		return nil
	}
	defer dir.Close()
	list, _ := dir.ReadDir(-1) // an incomplete list is good enough
	return list
}

// names lists the files that end in .json, without that ending. A folder that does not
// exist yet has none.
func (f folder) names() ([]string, error) {
	root, err := f.openRoot(false)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer root.Close()
	var names []string
	for _, e := range entries(root) {
		if name, ok := strings.CutSuffix(e.Name(), ".json"); ok && !strings.HasPrefix(name, ".") {
			names = append(names, name)
		}
	}
	return names, nil
}

// about adds what an error is about.
func about(what, name string, err error) error {
	return fmt.Errorf("%s %s: %w", what, visible.Line(name), err)
}
