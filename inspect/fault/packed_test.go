package fault

import (
	"bytes"
	"compress/flate"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// packSigns makes signs.dat of the files, before anything reads it.
func packSigns() error {
	flag.Parse()
	if !*updatePages {
		return nil
	}
	text, err := signsText()
	if err != nil {
		return err
	}
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err == nil {
		_, err = w.Write(text)
	}
	if err == nil {
		err = w.Close()
	}
	if err == nil {
		signsData = out.Bytes()
		err = os.WriteFile("signs.dat", signsData, 0o644)
	}
	return err
}

// signsText is what is packed: a list of the files, in the order of their names.
func signsText() ([]byte, error) {
	paths, err := filepath.Glob("signs/*.json")
	if err != nil {
		return nil, err
	}
	text := []byte("[")
	for i, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, `{"file":`+strconv.Quote(filepath.Base(path))+`,"signs":`...)
		text = append(append(text, data...), '}')
	}
	return append(text, ']'), nil
}

// TestPagesAndSignsAreOne: the packed signs are those of the files, of which the pages are made.
func TestPagesAndSignsAreOne(t *testing.T) {
	want, err := signsText()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := unpacked(signsData); err != nil || !bytes.Equal(got, want) {
		t.Error("signs.dat is stale; write it with: go test ./inspect/fault -run Pages -update")
	}
}

// TestUnpackedBroken: what is no packed text is an error.
func TestUnpackedBroken(t *testing.T) {
	if _, err := unpacked([]byte{255}); err == nil {
		t.Error("no error")
	}
}
