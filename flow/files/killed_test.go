package files

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// dyingEnv names the folder in which the test binary begins a temporary file, and waits to be killed.
const dyingEnv = "EDOV_FILES_DYING"

func TestMain(m *testing.M) {
	if dir := os.Getenv(dyingEnv); dir != "" {
		file, _, err := temporary(dir)
		if err == nil {
			_, err = file.WriteString("half a sec")
		}
		fmt.Println(err)
		_, _ = os.Stdin.Read(make([]byte, 1))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// TestKilledWhileWriting: the temporary file of an edov that was killed is removed by the next one that writes there;
// that of one that is still writing stays, and so does what only has a similar name.
func TestKilledWhileWriting(t *testing.T) {
	if !locks {
		t.Skip("no temporary file is swept here")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, ".env")
	for _, name := range []string{".edov-notes", ".edov-12x"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self)
	c.Env = append(os.Environ(), dyingEnv+"="+dir)
	hold, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer hold.Close()
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	said := make([]byte, 64)
	if n, _ := out.Read(said); !bytes.Equal(said[:n], []byte("<nil>\n")) {
		t.Fatalf("it says %s", said[:n])
	}
	count := func(want int, when string) {
		t.Helper()
		if err := Replace(path, []byte("A=1\n"), true); err != nil {
			t.Fatal(err)
		}
		list, err := os.ReadDir(dir)
		if err != nil || len(list) != want {
			t.Errorf("%s: %v, %v", when, list, err)
		}
	}
	count(4, "while another one writes")
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	count(3, "after it was killed")
	if data, err := os.ReadFile(path); err != nil || string(data) != "A=1\n" {
		t.Errorf("%s, %v", data, err)
	}
}
