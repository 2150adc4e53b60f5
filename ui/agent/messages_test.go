package agent

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
)

// TestBadLines: a line that is no message is answered with an error, and the next one is read.
func TestBadLines(t *testing.T) {
	const ping = `{"jsonrpc":"2.0","id":99,"method":"ping"}`
	const parse, invalid = `"id":null,"error":{"code":-32700,`, `"id":null,"error":{"code":-32600,`
	for _, c := range []struct{ name, lines, want string }{
		{"no JSON", "hello\n", parse},
		{"JSON that was cut off", `{"jsonrpc":"2.0","id":1` + "\n", parse},
		{"more behind the JSON", ping + " more\n", parse},
		{"JSON over several lines", "{\n", parse},
		{"no object", "42\n", invalid},
		{"null", "null\n", invalid},
		{"an empty batch", "[]\n", invalid},
		{"no JSON-RPC", `{"id":null,"method":"ping"}` + "\n", invalid},
		{"another version, with an ID", `{"jsonrpc":"1.0","id":7,"method":"ping"}` + "\n", `"id":7,"error":{"code":-32600,`},
		{"a method that is no string", `{"jsonrpc":"2.0","id":"a","method":5}` + "\n", `"id":"a","error":{"code":-32600,`},
		{"an ID that is an object", `{"jsonrpc":"2.0","id":{},"method":"ping"}` + "\n", invalid},
		{"nothing of all", `{"jsonrpc":"2.0"}` + "\n", invalid},
		{"within a batch", `[{"x":1}]` + "\n", invalid},
		{"a long batch", "[" + strings.Repeat("1,", maxBatch) + "1]\n", "a batch has at most 1000 messages"},
		{"too long", strings.Repeat("a", maxRequest+1) + "\n", `the message is longer than 32 MB`},
		{"what controls a terminal", "\x1b]0;x\x07\n", parse},
	} {
		t.Run(c.name, func(t *testing.T) {
			first, second := served(t, c.lines+"\n \r\n"+ping+"\r\n")
			if !strings.Contains(first, c.want) || strings.Contains(first, "\x1b") {
				t.Errorf("the answer is %s", first)
			}
			if !strings.Contains(second, `"id":99,"result"`) {
				t.Errorf("the next line's answer is %s", second)
			}
		})
	}
}

// TestBatch: the messages of a batch are answered one by one, and a response that no one waits for ends nothing.
func TestBatch(t *testing.T) {
	first, second := served(t, `[{"jsonrpc":"2.0","id":5,"result":{}},{"jsonrpc":"2.0","id":1,"method":"ping"},`+
		`{"jsonrpc":"2.0","id":2,"method":"ping"}]`+"\n")
	if both := first + second; !strings.Contains(both, `"id":1,"result"`) || !strings.Contains(both, `"id":2,"result"`) {
		t.Errorf("the answers are %s and %s", first, second)
	}
}

// TestEndOfInput: whoever sends requests and closes the input still gets all answers.
func TestEndOfInput(t *testing.T) {
	var in strings.Builder
	for id := range 40 {
		fmt.Fprintf(&in, `{"jsonrpc":"2.0","id":%d,"method":"ping"}`+"\n", id)
	}
	for _, id := range []string{"{}", "[1]", "null", "7.5", "-0.5", "1e300", "true", `"none"`, "39"} {
		in.WriteString(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":` + id + "}}\n")
	}
	in.WriteString(`{"jsonrpc":"2.0","id":"last","method":"ping"}`)
	var out strings.Builder
	if err := Serve(t.Context(), io.NopCloser(strings.NewReader(in.String())), toBuilder{&out}, "test", nil); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), `"result"`); n < 40 || !strings.Contains(out.String(), `"id":"last"`) {
		t.Errorf("%d answers to 41 requests:\n%s", n, out.String())
	}
}

type toBuilder struct{ *strings.Builder }

func (toBuilder) Close() error { return nil }

// served is what is answered to lines: the first two answers.
func served(t *testing.T, lines string) (first, second string) {
	t.Helper()
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- Serve(context.Background(), in, out, "test", nil) }()
	go io.WriteString(toServer, lines)
	answers := bufio.NewReader(fromServer)
	first, err := answers.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	if second, err = answers.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	toServer.Close()
	if err := <-ended; err != nil {
		t.Errorf("the server ended with: %v", err)
	}
	return first, second
}
