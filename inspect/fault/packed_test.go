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

// packSigns makes signs.dat and tables.dat of the files, before anything reads them.
func packSigns() error {
	flag.Parse()
	if !*updatePages {
		return nil
	}
	for _, p := range packedFiles {
		text, err := p.text()
		if err != nil {
			return err
		}
		if *p.data, err = packed(text); err != nil {
			return err
		}
		if err := os.WriteFile(p.name, *p.data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// packedFiles are the files that are packed, with what is in them.
var packedFiles = []struct {
	name string
	data *[]byte
	text func() ([]byte, error)
}{{"signs.dat", &signsData, signsText}, {"tables.dat", &tablesData, tablesText}}

func packed(text []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err == nil {
		_, err = w.Write(text)
	}
	if err == nil {
		err = w.Close()
	}
	return out.Bytes(), err
}

// tablesText is an object of the tables by their names.
func tablesText() ([]byte, error) {
	text := []byte("{")
	names, err := filepath.Glob("*.json")
	if err != nil {
		return nil, err
	}
	for i, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			text = append(text, ',')
		}
		text = append(append(text, strconv.Quote(name)+":"...), data...)
	}
	return append(text, '}'), nil
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

// TestPagesAndSignsAreOne: what is packed is what the files say, of which the pages are made.
func TestPagesAndSignsAreOne(t *testing.T) {
	for _, p := range packedFiles {
		want, err := p.text()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := unpacked(*p.data); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is stale; write it with: go test ./inspect/fault -run Pages -update", p.name)
		}
	}
}

// TestUnpackedBroken: what is no packed text is an error.
func TestUnpackedBroken(t *testing.T) {
	if _, err := unpacked([]byte{255}); err == nil {
		t.Error("no error")
	}
}
