package fault

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"encoding/json"
	"io"
	"sync"
)

// mustRead reads a data file, which is a part of the program; a test reads all of them.
func mustRead(name string, data []byte, into any) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields() // a misspelled member would be lost
	if err := d.Decode(into); err != nil {
		panic("fault: " + name + ": " + err.Error())
	}
}

// tableOf reads a table of rows once, when it is first asked for, and prepares each row.
func tableOf[T any](name string, prepare func(*T)) func() []T {
	return sync.OnceValue(func() []T {
		var list []T
		mustRead(name, table(name), &list)
		for i := range list {
			prepare(&list[i])
		}
		return list
	})
}

// tablesData has the largest of the other tables, packed by the same test.
//
//go:embed tables.dat
var tablesData []byte

// tables reads them once, by their names.
var tables = sync.OnceValue(func() map[string]json.RawMessage {
	byName := map[string]json.RawMessage{}
	mustUnpack("tables.dat", tablesData, &byName)
	return byName
})

// table is one of them.
func table(name string) []byte { return tables()[name] }

// unpacked undoes what the test does that packs the files.
func unpacked(data []byte) ([]byte, error) {
	return io.ReadAll(flate.NewReader(bytes.NewReader(data)))
}

// mustUnpack is mustRead for a file that is packed.
func mustUnpack(name string, data []byte, into any) {
	text, err := unpacked(data)
	if err != nil {
		panic("fault: " + name + ": " + err.Error()) // a test reads it
	}
	mustRead(name, text, into)
}
