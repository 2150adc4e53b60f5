// Package files reads and writes single files safely: regular files only, up to a limit,
// and written completely or not at all.
//
// Open, Read and ReadAll refuse folders, pipes and devices before they open them, since
// a pipe would block edov. Replace and Fill write. Errors are in words for the user,
// without the library's text; Reason makes them of other file errors. The package does
// not know what is in the files.
package files

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"github.com/gofrs/flock"
)

// Open opens a regular file and nothing else. It checks the kind before, so that a pipe or
// a device cannot block edov.
func Open(path string) (*os.File, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, errors.New(Reason(err))
	case info.IsDir():
		return nil, errors.New("this is a folder")
	case !info.Mode().IsRegular():
		return nil, errors.New("this is not a regular file")
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, errors.New(Reason(err))
	}
	return file, nil
}

// TooLarge is the error of a file that has more bytes than this limit, which it says.
type TooLarge int64

func (limit TooLarge) Error() string {
	size, unit := int64(limit), "bytes"
	for _, next := range []string{"KiB", "MiB"} {
		if size >= 1<<10 && size%(1<<10) == 0 {
			size, unit = size>>10, next
		}
	}
	return fmt.Sprintf("the file is too large: over %d %s", size, unit)
}

// Read reads a regular file of at most limit bytes.
func Read(path string, limit int64) ([]byte, error) {
	file, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return ReadAll(file, limit)
}

// ReadAll reads an open file of at most limit bytes.
func ReadAll(file *os.File, limit int64) ([]byte, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, errors.New("it couldn't be read")
	}
	if info.Size() > limit {
		return nil, TooLarge(limit)
	}
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, errors.New("it couldn't be read")
	}
	if int64(len(data)) > limit {
		return nil, TooLarge(limit)
	}
	return data, nil
}

// Replace writes a file that only its owner can read: it fills a temporary file next to
// path and renames it. Without overwrite an existing file stays as it is, and the error
// is fs.ErrExist. Links are not followed.
func Replace(path string, data []byte, overwrite bool) (err error) {
	tmp, unlock, err := temporary(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // gone already after a rename
	err = Fill(tmp, data)
	unlock()
	if err != nil {
		return err
	}
	if overwrite {
		return os.Rename(tmp.Name(), path)
	}
	// Unlike a rename, a link does not replace a file that appeared in the meantime.
	err = os.Link(tmp.Name(), path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	return replaceOwn(tmp.Name(), path)
}

// tempPrefix begins the names of temporary files, which may hold a secret.
const tempPrefix = ".edov-"

// temporary makes a temporary file in a folder, which is locked while it is written. Before, it removes those of an
// edov that was killed: no one holds their locks.
func temporary(dir string) (file *os.File, unlock func(), err error) {
	sweep(dir)
	if file, err = os.CreateTemp(dir, tempPrefix+"*"); err != nil { // mode 0600
		return nil, nil, err
	}
	if !locks {
		return file, func() {}, nil
	}
	l := flock.New(file.Name())
	_, _ = l.TryLock() // without locks on this file system, none is swept either
	return file, func() { _ = l.Close() }, nil
}

// locks is false on Windows, where a lock would keep the writer itself out. There, nothing is swept.
const locks = runtime.GOOS != "windows"

func sweep(dir string) {
	list, err := os.ReadDir(dir)
	if err != nil || !locks {
		return
	}
	for _, e := range list {
		if !isTemporary(e.Name()) {
			continue
		}
		path := filepath.Join(dir, e.Name())
		info, err := os.Lstat(path)
		if err != nil || !info.Mode().IsRegular() || !OwnedByUser(info) {
			continue
		}
		l := flock.New(path, flock.SetFlag(os.O_RDONLY))
		if ok, err := l.TryLock(); err == nil && ok {
			_ = l.Close()
			_ = os.Remove(path)
		}
	}
}

// isTemporary holds for a name as os.CreateTemp makes it: digits follow the prefix.
func isTemporary(name string) bool {
	rest, ours := strings.CutPrefix(name, tempPrefix)
	return ours && rest != "" && strings.Trim(rest, "0123456789") == ""
}

// replaceOwn is for file systems without links: an empty file reserves the name first.
func replaceOwn(from, path string) error {
	reserved, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	reserved.Close()
	if err := os.Rename(from, path); err != nil {
		_ = os.Remove(path)
		return err
	}
	return nil
}

// Fill writes a new file, makes sure that it is on the disk, and closes it.
func Fill(file *os.File, data []byte) error {
	_, err := io.Copy(file, bytes.NewReader(data))
	return errors.Join(err, file.Sync(), file.Close())
}

// reasons are the errors that a user can do something about.
var reasons = []struct {
	err   error
	words string
}{
	{fs.ErrNotExist, "no such file or folder"},
	{fs.ErrPermission, "permission denied"},
	{fs.ErrExist, "it already exists"},
	{syscall.ENOSPC, "the disk is full"},
	{syscall.EDQUOT, "your quota on this disk is used up"},
	{syscall.EROFS, "the disk is read-only"},
	{syscall.ENOTDIR, "part of the path is a file, not a folder"},
	{syscall.EISDIR, "it is a folder"},
	{syscall.ENAMETOOLONG, "the name is too long"},
	{syscall.ELOOP, "the path has too many links"},
	{syscall.EINVAL, "the name is not valid there"},
}

// Reason words a file error, without the library's text.
func Reason(err error) string {
	for _, r := range reasons {
		if errors.Is(err, r.err) {
			return r.words
		}
	}
	return "the system refused access"
}

// NotRegular says what something is that is not a regular file.
func NotRegular(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "it is a folder"
	case mode&fs.ModeSymlink != 0:
		return "it is a link"
	}
	return "it is a device or a pipe"
}
