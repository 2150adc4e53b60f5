package files

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// TestStreams: what can be written to without replacing anything is a stream; files, folders and links are not.
func TestStreams(t *testing.T) {
	if _, err := os.Stat("/dev/null"); err != nil {
		t.Skip("no devices here")
	}
	dir := t.TempDir()
	file, link := filepath.Join(dir, "file"), filepath.Join(dir, "link")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/dev/null", link); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{
		"/dev/null": true, file: false, dir: false, link: false, filepath.Join(dir, "none"): false, "/dev/fd/x": false,
	} {
		if got := IsStream(path); got != want {
			t.Errorf("%s: %t", path, got)
		}
	}
	if err := WriteStream(file, []byte("y")); err == nil {
		t.Error("a file was written to as a stream")
	}
	if data, err := os.ReadFile(file); err != nil || string(data) != "x" {
		t.Errorf("the file holds %q, %v", data, err)
	}
	if data, err := ReadInput(file, 10); err != nil || string(data) != "x" {
		t.Errorf("%q, %v", data, err)
	}
	for _, path := range []string{"/dev/zero", link, dir} {
		if _, err := ReadInput(path, 10); err == nil {
			t.Errorf("%s was read", path)
		}
	}
}

// TestOpenDescriptor: what a shell has opened is read up to the limit.
func TestOpenDescriptor(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	path := "/dev/fd/" + strconv.Itoa(int(r.Fd()))
	if _, err := os.Stat(path); err != nil {
		t.Skip("no /dev/fd here")
	}
	if _, err := w.WriteString("a token"); err != nil {
		t.Fatal(err)
	}
	w.Close()
	if !IsStream(path) || !IsDescriptor(path) {
		t.Errorf("%s is no pipe", path)
	}
	if data, err := ReadInput(path, 3); err == nil {
		t.Errorf("over the limit: %q", data)
	}
}
