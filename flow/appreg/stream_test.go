package appreg

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"edov/flow/lists"
)

// list makes n registrations as az ad app list prints them, without holding
// them.
func list(n int, item []byte) io.Reader {
	parts := make([]io.Reader, 0, 2*n+2)
	parts = append(parts, strings.NewReader("["))
	for i := range n {
		if i > 0 {
			parts = append(parts, strings.NewReader(","))
		}
		parts = append(parts, bytes.NewReader(item))
	}
	return io.MultiReader(append(parts, strings.NewReader("]"))...)
}

// countingList counts what is read and what is not.
func countingList(n, faults *int) Listing {
	return Listing{Each: func(*App) { *n++ }, Fault: func(string) { *faults++ }, More: func(string) {}}
}

func TestEach(t *testing.T) {
	one := string(file(t, healthyManifest))
	for name, test := range map[string]struct {
		text         string
		want, faults int
		err          string
	}{
		"one":             {one, 1, 0, ""},
		"byte order mark": {"\xef\xbb\xbf" + one, 1, 0, ""},
		"array":           {"[" + one + "," + one + "]", 2, 0, ""},
		"envelope":        {`{"@odata.context":"x","value":[` + one + `],"@odata.nextLink":"y"}`, 1, 0, ""},
		"pages in a row":  {`{"value":[` + one + `]}{"value":[` + one + `]}`, 2, 0, ""},
		"empty list":      {"[]", 0, 0, ""},
		// A fault is of that item only (security 127).
		"wrong type":  {`[{"appId":7},` + one + `]`, 1, 1, ""},
		"duplicate":   {`[{"appId":"a","appId":"b"},` + one + `]`, 1, 1, ""},
		"null list":   {`[{"appId":"a","passwordCredentials":null},` + one + `]`, 2, 0, ""},
		"other thing": {`[{"a":1},` + one + `]`, 1, 1, ""},
		"all others":  {`[{"a":1},{"a":2}]`, 0, 2, "these are no app registrations: the first has no appId"},
		"vault": {
			`[{"attributes":{},"contentType":"","id":"https://a.vault.azure.net/secrets/x","name":"x"}]`, 0, 0,
			"the first is an entry of a Key Vault",
		},
		"users":       {`[{"id":"1","userPrincipalName":"a@x.example","mail":null}]`, 0, 0, "edov tenant reads a list of users"},
		"in a row":    {`{"name":"Shop","end":[]}{"name":"Other","end":[]}`, 0, 2, "these are no app registrations"},
		"all broken":  {`[{"appId":7},{"appId":8}]`, 0, 2, ""},
		"mixed kinds": {`[{"appId":7},{"a":1}]`, 0, 2, ""},
		"broken":      {`[` + one + `,{"appId"]`, 1, 0, "invalid at byte"},
		"cut off":     {`[` + one + `,{"appId":"x"`, 1, 0, "cut off after registration 1"},
		"nothing":     {"  ", 0, 0, "input is empty"},
		"a text":      {`"x"`, 0, 0, "list"},
		"UTF-16":      {"\xff\xfe[\x00]\x00", 0, 0, ""},
	} {
		n, faults := 0, 0
		err := Each(strings.NewReader(test.text), "test", countingList(&n, &faults))
		if n != test.want || faults != test.faults || (err == nil) != (test.err == "") || err != nil &&
			!strings.Contains(err.Error(), test.err) {
			t.Errorf("%s: %d read, %d faults, %v", name, n, faults, err)
		}
	}
}

// TestStreamBounds: an item without end is given up, a reader that fails ends
// the stream with what came before.
func TestStreamBounds(t *testing.T) {
	endless := io.MultiReader(strings.NewReader(`[{"appId":"`), &repeat{left: 64 << 20})
	if err := Each(endless, "test", countingList(new(int), new(int))); err == nil ||
		!strings.Contains(err.Error(), "larger than 4 MiB") {
		t.Errorf("an endless item: %v", err)
	}
	n := 0
	broken := io.MultiReader(list(2, file(t, healthyManifest)), failing{})
	if err := Each(broken, "test", countingList(&n, new(int))); err == nil || n != 2 {
		t.Errorf("a failing reader: %d, %v", n, err)
	}
}

type repeat struct{ left int }

func (r *repeat) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, io.EOF
	}
	for i := range p {
		p[i] = 'a'
	}
	r.left -= len(p)
	return len(p), nil
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("gone") }

// BenchmarkEach reads lists of two lengths: the time of one item
// and the bytes allocated for it stay the same.
func BenchmarkEach(b *testing.B) {
	item := file(b, healthyManifest)
	for _, n := range []int{1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.SetBytes(int64(n * len(item)))
			for b.Loop() {
				if err := Each(list(n, item), "bench", countingList(new(int), new(int))); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestListLongerThanTheWindow: items that lie across the pieces in which a stream is read are read whole, whatever
// their length, and one that breaks a rule is skipped by itself. The numbers between them are no registrations.
func TestListLongerThanTheWindow(t *testing.T) {
	if testing.Short() { // the race detector: it only reads
		t.Skip("it only reads")
	}
	var text strings.Builder
	text.WriteString(`{"@odata.context":"x","value" : [`)
	var want []string
	faults := 0
	for i := range 4000 {
		if i > 0 {
			text.WriteString(" ,\n")
		}
		name := strings.Repeat("é", i*7%3000)
		switch {
		case i%100 == 7:
			fmt.Fprintf(&text, `{"appId":"%d","tags":["%s"],"tags":[]}`, i, name)
			faults++
		case i%100 == 8:
			fmt.Fprintf(&text, "{\"appId\":\"%d\",\"tags\":[\"%s\xff\"]}", i, name)
			faults++
		case i%100 == 9:
			fmt.Fprintf(&text, "%d", 1000000+i)
			faults++
		default:
			fmt.Fprintf(&text, `{"appId":"%d","tags":["%s"],"passwordCredentials":[]}`, i, name)
			want = append(want, fmt.Sprint(i))
		}
	}
	text.WriteString("]}")
	if text.Len() < 2*lists.MaxItem {
		t.Fatalf("the list has only %d bytes", text.Len())
	}
	var got []string
	n := 0
	to := countingList(new(int), &n)
	to.Each = func(a *App) { got = append(got, a.AppID.Value) }
	if err := Each(strings.NewReader(text.String()), "test", to); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, want) || n != faults {
		t.Errorf("%d read, %d faults; want %d and %d", len(got), n, len(want), faults)
	}
	cut := text.String()[:text.Len()-100]
	if err := Each(strings.NewReader(cut), "test", to); err == nil ||
		!strings.Contains(err.Error(), "cut off after registration 39") {
		t.Errorf("cut off: %v", err)
	}
	broken := text.String()[:text.Len()-2] + "}"
	place := fmt.Sprintf("invalid at byte %d", len(broken)-1)
	if err := Each(strings.NewReader(broken), "test", to); err == nil ||
		!strings.Contains(err.Error(), place) {
		t.Errorf("broken: %v, want %s", err, place)
	}
}
