// Package files reads and writes single files the way edov does: regular files
// only, bounded, and written whole or not at all. Its errors are in words for
// the user. It knows nothing of what is in the files.
package files

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Open opens a regular file and nothing else: its kind is looked at before, so
// that a pipe or a device cannot hang edov.
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
	if err != nil || info.Size() > limit {
		return nil, errors.New("the file is too large")
	}
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, errors.New("it could not be read")
	}
	if int64(len(data)) > limit {
		return nil, errors.New("the file is too large")
	}
	return data, nil
}

// Replace fills a new file beside path, which only its owner can read, and gives
// it the name. Without overwrite a file that has the name stays as it is, and
// the error is fs.ErrExist. Links are not followed.
func Replace(path string, data []byte, overwrite bool) (err error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".edov-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // gone already after a rename
	if err = Fill(tmp, data); err != nil {
		return err
	}
	if overwrite {
		return os.Rename(tmp.Name(), path)
	}
	// A link, unlike a rename, takes no name that somebody took meanwhile.
	err = os.Link(tmp.Name(), path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	return replaceOwn(tmp.Name(), path)
}

// replaceOwn gives a file its name on a file system without links: the name is
// taken first, by an empty file.
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

// Fill writes a new file so that it is whole on the disk, and closes it.
func Fill(file *os.File, data []byte) error {
	_, err := io.Copy(file, bytes.NewReader(data))
	return errors.Join(err, file.Sync(), file.Close())
}

// reasons are the errors that a user can do something about.
var reasons = []struct {
	err   error
	words string
}{
	{fs.ErrNotExist, "there is no such file or folder"},
	{fs.ErrPermission, "permission denied"},
	{fs.ErrExist, "it exists already"},
	{syscall.ENOSPC, "there is no space left on the disk"},
	{syscall.EDQUOT, "your quota on this disk is used up"},
	{syscall.EROFS, "nothing can be written there: it is read-only"},
	{syscall.ENOTDIR, "a part of the path is a file, not a folder"},
	{syscall.EISDIR, "it is a folder"},
	{syscall.ENAMETOOLONG, "the name is too long"},
	{syscall.ELOOP, "there are too many links on the way to it"},
	{syscall.EINVAL, "the name is not possible there"},
}

// Reason puts a file error into words without the library's text.
func Reason(err error) string {
	for _, r := range reasons {
		if errors.Is(err, r.err) {
			return r.words
		}
	}
	return "the system refused it"
}

// NotRegular says what stands in the place of a regular file.
func NotRegular(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "it is a folder"
	case mode&fs.ModeSymlink != 0:
		return "it is a link"
	}
	return "it is a device or a pipe"
}
