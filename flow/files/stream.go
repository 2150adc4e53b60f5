package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// isDescriptor holds for the name of a file that is open already, as a shell makes it for <(command) and >(command). It
// is a link on Linux; whoever started edov chose where it leads.
func isDescriptor(path string) bool {
	folder, number := filepath.Split(path)
	return (folder == "/dev/fd/" || folder == "/proc/self/fd/") && number != "" && strings.Trim(number, "0123456789") == ""
}

// IsDescriptor reports whether a path names a pipe that a shell has opened, as <(command) is: only its own processes
// can read it.
func IsDescriptor(path string) bool {
	info, err := os.Stat(path)
	return err == nil && isDescriptor(path) && info.Mode()&fs.ModeNamedPipe != 0
}

// IsStream reports whether a path names a pipe or a character device such as /dev/null or a terminal, to which bytes
// can be written without replacing anything. A link to one is none, apart from those that a shell makes.
func IsStream(path string) bool {
	look := os.Lstat
	if isDescriptor(path) {
		look = os.Stat
	}
	info, err := look(path)
	return err == nil && streams(info.Mode())
}

func streams(mode fs.FileMode) bool { return mode&(fs.ModeNamedPipe|fs.ModeCharDevice) != 0 }

// WriteStream writes to what IsStream reports. It waits until a pipe has a reader.
func WriteStream(path string, data []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !streams(info.Mode()) {
		return errors.New("it was replaced by something else")
	}
	_, err = file.Write(data)
	return err
}

// OpenInput is Open for a file that a person named on the command line: it may also be what a shell has opened, as
// <(command) is. A pipe or a device with a name of its own is refused, since it may never have a writer, or an end.
func OpenInput(path string) (*os.File, error) {
	if !isDescriptor(path) || !IsStream(path) {
		return Open(path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, errors.New(Reason(err))
	}
	return file, nil
}

// ReadInput is Read for a file that a person named on the command line (OpenInput).
func ReadInput(path string, limit int64) ([]byte, error) {
	file, err := OpenInput(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return ReadAll(file, limit)
}
