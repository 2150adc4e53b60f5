package cmd_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"edov/flow/visible"
	"edov/ui/cmd"
	"edov/ui/store"
)

// agentOf starts edov mcp and connects the SDK's client to it. The home has a saved
// connection whose secret is a canary.
func agentOf(t *testing.T) (*mcp.ClientSession, *bytes.Buffer) {
	t.Helper()
	home := t.TempDir()
	p := cmd.Program{
		Stdin: strings.NewReader(madeUpSecret), Stdout: io.Discard, Stderr: io.Discard, Version: "test", Keyring: memory{},
		Dirs: store.Dirs{Config: filepath.Join(home, "config"), State: filepath.Join(home, "state")},
	}
	add := []string{
		"connections", "add", "shop", "--client-id", "6731de76-14a6-49ae-97bc-6eba6914391e", "--product", "Clerk",
		"--secret-stdin",
	}
	if code := p.Main(t.Context(), add); code != 0 {
		t.Fatalf("connections add: exit code %d", code)
	}
	fromAgent, toServer := io.Pipe()
	fromServer, toAgent := io.Pipe()
	var wire, told bytes.Buffer
	p.Stdin, p.Stdout, p.Stderr = fromAgent, toAgent, &told
	done := make(chan int, 1)
	go func() { done <- p.Main(context.Background(), []string{"mcp"}) }()
	client := mcp.NewClient(&mcp.Implementation{Name: "test"}, nil)
	transport := &mcp.IOTransport{Reader: io.NopCloser(io.TeeReader(fromServer, &wire)), Writer: toServer}
	session, err := client.Connect(t.Context(), transport, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = session.Close()
		_ = toServer.Close()
		if code := <-done; code != 0 {
			t.Errorf("edov mcp: exit code %d\n%s", code, told.String())
		}
	})
	return session, &wire
}

func TestAgent(t *testing.T) {
	session, wire := agentOf(t)
	manifest := readPage(t, "testdata/manifest/no-edov.json")
	token := strings.TrimSpace(readPage(t, "testdata/token/docs-id-token-v2-personal-account.jwt"))
	used := map[string]bool{}
	for _, c := range []struct {
		name  string
		tool  string
		args  map[string]any
		error bool
		wants []string
	}{
		{
			"a token, offline", "check_token",
			map[string]any{"text": token, "offline": true, "product": "Clerk"},
			false,
			[]string{"not checked", "exit code"},
		},
		{
			"a token, all of it", "check_token",
			map[string]any{"text": token, "offline": true, "format": "json"},
			false,
			[]string{`"findings"`},
		},
		{"no token", "check_token", map[string]any{"text": "hello"}, true, []string{"exit code 2", "hint:"}},
		{
			"a manifest", "check_app",
			map[string]any{"manifest": manifest, "product": "Clerk"},
			false,
			[]string{"xms_edov", "exit code 1"},
		},
		{
			"neither manifest nor connection", "check_app",
			map[string]any{"product": "Clerk"},
			true,
			[]string{"exactly one of"},
		},
		{"both", "check_app", map[string]any{"manifest": manifest, "connection": "shop"}, true, []string{"exactly one of"}},
		{
			"a plan", "plan_fix",
			map[string]any{"manifest": manifest},
			false,
			[]string{"xms_edov", "exit code 0: what a plan can fix is planned", "nothing was changed"},
		},
		{
			"a value that looks like a flag", "check_app",
			map[string]any{"manifest": manifest, "product": "--live"},
			false,
			[]string{"edov has no rules for"},
		},
		{
			"an error", "explain",
			map[string]any{"text": "AADSTS50011: redirect"},
			false,
			[]string{"50011", "redirect URI", "exit code 0: explained"},
		},
		{
			"an argument of another tool", "explain",
			map[string]any{"text": "x", "session": "/etc/passwd"},
			true,
			[]string{`no argument "session"`},
		},
		{
			"secrets", "list_secrets",
			map[string]any{"manifest": manifest, "within_days": "9999"},
			false,
			[]string{"expire", "exit code 1"},
		},
		{"the guide of a connection", "guide", map[string]any{"connection": "shop"}, false, []string{"Clerk", "6731de76"}},
		{"a connection that is not there", "guide", map[string]any{"connection": "nowhere"}, true, []string{"nowhere"}},
		{"connections", "list_connections", nil, false, []string{"shop"}},
		{"checks", "list_checks", nil, false, []string{"edov-present"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			used[c.tool] = true
			result, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: c.tool, Arguments: c.args})
			if err != nil {
				t.Fatal(err)
			}
			var text strings.Builder
			for _, part := range result.Content {
				text.WriteString(part.(*mcp.TextContent).Text + "\n")
			}
			if result.IsError != c.error {
				t.Errorf("is an error: %v\n%s", result.IsError, text.String())
			}
			for _, want := range c.wants {
				if !strings.Contains(text.String(), want) {
					t.Errorf("without %q:\n%s", want, text.String())
				}
			}
		})
	}
	checkTools(t, session, used)
	signature := token[strings.LastIndexByte(token, '.')+1:]
	for _, canary := range []string{madeUpSecret, signature} {
		if strings.Contains(wire.String(), canary) {
			t.Errorf("a secret of %d characters is in the answers", len(canary))
		}
	}
}

// checkTools holds what a client sees of each tool, and that the table above has them all.
func checkTools(t *testing.T, session *mcp.ClientSession, used map[string]bool) {
	t.Helper()
	list, err := session.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	docs := readPage(t, "docs/agents.md")
	for _, tool := range list.Tools {
		if !used[tool.Name] {
			t.Errorf("%s is not tested", tool.Name)
		}
		if !strings.Contains(docs, "`"+tool.Name+"`") {
			t.Errorf("docs/agents.md says nothing of %s", tool.Name)
		}
		if !tool.Annotations.ReadOnlyHint || tool.Description == "" {
			t.Errorf("%s: %+v", tool.Name, tool.Annotations)
		}
		for name := range tool.InputSchema.(map[string]any)["properties"].(map[string]any) {
			if slices.Contains([]string{"secret", "client_secret", "password"}, name) {
				t.Errorf("%s takes %s", tool.Name, name)
			}
		}
	}
	if len(list.Tools) != len(used) {
		t.Errorf("%d tools, %d tested", len(list.Tools), len(used))
	}
}

// TestAgentInput: an agent that asks for nonsense is answered, and the end of the
// input is the end of edov.
func TestAgentInput(t *testing.T) {
	for _, input := range []string{"", "\n", "{", "[]\n", `{"jsonrpc":"2.0","id":1,"method":"tools/call"}` + "\n"} {
		var out bytes.Buffer
		p := cmd.Program{Stdin: strings.NewReader(input), Stdout: &out, Stderr: io.Discard, Version: "test"}
		ctx, cancel := context.WithCancel(t.Context())
		code := p.Main(ctx, []string{"mcp"})
		cancel()
		if code != 0 && code != 3 {
			t.Errorf("%q: exit code %d", input, code)
		}
		if strings.Contains(out.String(), os.TempDir()) {
			t.Errorf("%q: %s", input, out.String())
		}
	}
}

// TestAgentIsAnsweredHarmlessly: what an agent sends, even as the number of a request, comes back escaped in
// everything that the protocol's library writes.
func TestAgentIsAnsweredHarmlessly(t *testing.T) {
	const hostile = "a\x7f\u009b31m\u202e\u2066\u200b\ufeff\x1b]0;title\a"
	asked := 0
	request := func(method string, params any) string {
		asked++
		id := hostile + strconv.Itoa(asked)
		text, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": id, "method": method, "params": params})
		if err != nil {
			t.Fatal(err)
		}
		return string(text) + "\n"
	}
	call := func(tool string, args any) string {
		return request("tools/call", map[string]any{"name": tool, "arguments": args})
	}
	manifest := `{"appId":"6731de76-14a6-49ae-97bc-6eba6914391e","displayName":"` + "a\x7f\u009b\u202e" + `"}`
	input := request("initialize", map[string]any{
		"protocolVersion": "2025-06-18", "capabilities": map[string]any{},
		"clientInfo": map[string]any{"name": hostile, "version": "1"},
	}) + `{"jsonrpc":"2.0","method":"notifications/initialized"}` + "\n" +
		request(hostile, nil) + call(hostile, nil) + call("explain", map[string]any{hostile: 1}) +
		call("explain", map[string]any{"text": hostile}) + call("check_app", map[string]any{"manifest": manifest}) +
		call("check_app", map[string]any{"manifest": manifest, "format": "json"}) +
		request("prompts/get", map[string]any{"name": hostile})
	fromAgent, toServer := io.Pipe()
	fromServer, toAgent := io.Pipe()
	done := make(chan int, 1)
	go func() {
		p := cmd.Program{Stdin: fromAgent, Stdout: toAgent, Stderr: io.Discard, Version: "test"}
		done <- p.Main(t.Context(), []string{"mcp"})
		toAgent.Close()
	}()
	go func() { _, _ = io.WriteString(toServer, input) }()
	lines := bufio.NewScanner(fromServer)
	for answered := 0; answered < asked && lines.Scan(); answered++ {
		if i := strings.IndexFunc(lines.Text(), func(r rune) bool { return !visible.Safe(r) }); i >= 0 {
			t.Errorf("%q is in %q", lines.Text()[i:i+4], lines.Text())
		}
		var answer struct{ ID string }
		if err := json.Unmarshal(lines.Bytes(), &answer); err != nil || !strings.HasPrefix(answer.ID, hostile) {
			t.Errorf("%v: %q answers none of the requests", err, lines.Text())
		}
	}
	toServer.Close()
	if code := <-done; code != 0 {
		t.Errorf("exit code %d", code)
	}
}
