package cmd

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"edov/flow/files"
)

// isStandardOutput holds for the names of standard output.
func isStandardOutput(path string) bool {
	return slices.Contains([]string{"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}, path)
}

// isStandardError holds for the names of standard error.
func isStandardError(path string) bool {
	return slices.Contains([]string{"/dev/stderr", "/dev/fd/2", "/proc/self/fd/2"}, path)
}

// isStream holds for what a result can be written to without replacing anything: a pipe, a terminal, /dev/null.
func isStream(path string) bool { return isStandardError(path) || files.IsStream(path) }

// writeStream writes a result to a stream.
func (p *Program) writeStream(path string, data []byte) error {
	var err error
	if isStandardError(path) {
		_, err = p.Stderr.Write(masked(data))
	} else {
		err = files.WriteStream(path, masked(data))
	}
	if err != nil {
		return unfinished("the result couldn't be written to " + quoted(path))
	}
	return nil
}

// checkTarget reports whether a file could be written, as far as that can be known
// before you have to sign in. Links are not followed.
func checkTarget(path string, force bool) error {
	info, err := os.Lstat(path)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return usageError(quoted(path)+" is not a regular file: "+files.NotRegular(info.Mode()),
			"choose another name; links are not followed")
	case err == nil && !force:
		return errExists(path)
	case err == nil && info.Mode().Perm()&0o200 == 0:
		return usageError(quoted(path)+" is read-only", "choose another name, or make the file writable")
	}
	folder, folderErr := os.Stat(filepath.Dir(path))
	switch {
	case errors.Is(folderErr, fs.ErrNotExist):
		return usageError("the folder of "+quoted(path)+" does not exist", "create the folder first, or choose another")
	case folderErr == nil && !folder.IsDir():
		return usageError("the folder of "+quoted(path)+" is a file", "choose another folder")
	case folderErr != nil:
		return notWritten(path, folderErr)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return notWritten(path, err)
	}
	return nil
}

// notWritten says why a file could not be written.
func notWritten(path string, err error) error {
	return unfinished(quoted(path)+" couldn't be written: "+files.Reason(err), "choose another name or folder")
}

// errFileExists is what errExists wraps.
var errFileExists = errors.New("the file already exists")

func errExists(path string) error {
	return &exitError{
		code: ExitUsage, cause: errFileExists, what: quoted(path) + " already exists",
		hints: []string{"choose another name, or overwrite it with --force"},
	}
}

// writeFile creates a file that only its owner can read, complete or not at all: a
// temporary file is filled and then renamed. Links are not followed.
func writeFile(path string, data []byte, force bool) error {
	if err := checkTarget(path, force); err != nil {
		return err
	}
	if err := files.Replace(path, masked(data), force); errors.Is(err, fs.ErrExist) {
		return errExists(path)
	} else if err != nil {
		return notWritten(path, err)
	}
	return nil
}
