package cmd

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// written writes a file for a test and returns its name.
func written(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestInputOfAnotherKind: a document of another kind is a wrong input for each command, and a hint names what reads it.
func TestInputOfAnotherKind(t *testing.T) {
	const (
		vault     = `[{"attributes":{"enabled":true},"id":"https://a.vault.azure.net/secrets/x","name":"x","contentType":""}]`
		query     = `[{"name":"Shop","end":["2027-03-10T23:30:40Z"]}]`
		federated = `[{"name":"gh","issuer":"https://x.example","subject":"repo:o/r","audiences":["a"],"id":"1"}]`
		principal = `{"@odata.type":"#microsoft.graph.servicePrincipal","appId":"1","servicePrincipalType":"Application"}`
		users     = `[{"id":"1","displayName":"U","userPrincipalName":"u@contoso.example","mail":"u@contoso.example"}]`
		group     = `[{"@odata.type":"#microsoft.graph.group","id":"1","displayName":"G","mail":"g@contoso.example"}]`
		half      = `[{"appId":"6731de76-14a6-49ae-97bc-6eba6914391e","displayName":"Shop","passwordCredentials":[],` +
			`"keyCredentials":[]},{"name":"x"}]`
	)
	for _, c := range []struct {
		line, text string
		code       int
		says       string
	}{
		{"secrets -", vault, ExitUsage, "an entry of a Key Vault"},
		{"secrets -", query, ExitUsage, "has no appId"},
		{"secrets -", federated, ExitUsage, "a federated credential"},
		{"secrets -", principal, ExitUsage, "an enterprise application"},
		{"secrets -", users, ExitUsage, "edov tenant reads a list of users"},
		{"secrets -", half, ExitUnfinished, "number 2: this is not an app registration"},
		{"app - --all", vault, ExitUsage, "an entry of a Key Vault"},
		{"app - --all", query, ExitUsage, "has no appId"},
		{"app - --all", users, ExitUsage, "edov tenant reads a list of users"},
		{"app -", principal, ExitUsage, "an enterprise application"},
		{"tenant - --domains contoso.example", group, ExitUsage, "this is a group, not a user"},
		{"tenant - --domains contoso.example", half, ExitUsage, "an app registration"},
	} {
		got := runProgram(t, c.text, strings.Fields(c.line)...)
		if got.code != c.code || !strings.Contains(got.stdout+got.stderr, c.says) {
			t.Errorf("%s of %.40s: exit code %d: %s%s", c.line, c.text, got.code, got.stdout, got.stderr)
		}
	}
}

// TestHintsLeadOn: what a hint names does what the user needs next.
func TestHintsLeadOn(t *testing.T) {
	one := string(compactManifest(t))
	list := "[" + one + "," + one + "]"
	other := runProgram(t, list, "app", "-", "--client-id", "4f8c2b1e-93d7-4a60-8e15-c72d0b9a6f34")
	if other.code != ExitUsage || !strings.Contains(other.stderr, "edov app FILE --all") {
		t.Errorf("no such client ID: %d, %s", other.code, other.stderr)
	}
	all := runProgram(t, list, "app", "-", "--all")
	if !strings.Contains(all.stdout, "6731de76-14a6-49ae-97bc-6eba6914391e") {
		t.Errorf("edov app --all shows no client ID: %s", all.stdout)
	}
	large := written(t, "large.txt", strings.Repeat("x", maxInput+1))
	for _, line := range []string{"inspect " + large, "app " + large} {
		got := runProgram(t, "", strings.Fields(line)...)
		if got.code != ExitUsage || !strings.Contains(got.stderr, "over 16 MiB") ||
			strings.Contains(got.stderr, "standard input") {
			t.Errorf("%s: %d, %s", line, got.code, got.stderr)
		}
	}
	long := runProgram(t, strings.Repeat("x\n", maxErrorText), "explain", "-")
	if !strings.Contains(long.stderr, "1 MiB") {
		t.Errorf("a long text: %s", long.stderr)
	}
	file := written(t, "e.txt", "AADSTS50011: the redirect URI does not match")
	for _, c := range []struct{ name, says string }{
		{file, "edov explain - < FILE"}, {file + "x", "no error or check matches"}, {filepath.Dir(file), ""},
	} {
		got := runProgram(t, "", "explain", c.name)
		if got.code != ExitUsage || strings.Contains(got.stderr, "< FILE") != (c.says == "edov explain - < FILE") {
			t.Errorf("%s: %d, %s", c.name, got.code, got.stderr)
		}
	}
}
