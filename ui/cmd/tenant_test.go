package cmd

import (
	"bytes"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"edov/flow/demo"
	"edov/inspect/rollout"
)

// TestTenantDemo reads the demo tenant in each format; the verdicts of a product decide the exit code.
func TestTenantDemo(t *testing.T) {
	for line, c := range map[string]struct {
		code int
		says string
	}{
		"tenant --demo":                                  {ExitProblems, "9 of 16 users may have trouble signing in"},
		"tenant --demo --product supabase":               {ExitProblems, "Supabase: no email"},
		"tenant --demo --product DEX":                    {ExitClean, "WARN  2 of 16 users"},
		"tenant --demo --product dex --fail-on warning":  {ExitProblems, "dex"},
		"tenant --demo --fail-on never":                  {ExitClean, "9 of 16"},
		"tenant --demo --product Clerk --list --limit 2": {ExitProblems, "and 7 more; --limit 0 lists all"},
		"tenant --demo --format markdown --list": {
			ExitProblems,
			"| no mail | dmitri.volkov&#64;contoso.example |",
		},
		"tenant --demo --format csv --limit 1":                 {ExitProblems, "no-mail,"},
		"tenant ../../testdata/users/az-list.json":             {ExitProblems, "1 user has no mail"},
		"tenant ../../testdata/users/az-list.json --demo":      {ExitUsage, "only one place"},
		"tenant --demo --domains contoso.example":              {ExitUsage, "--domains has no effect"},
		"tenant --demo --limit 3":                              {ExitUsage, "--limit has no effect"},
		"tenant --demo --tenant contoso.example":               {ExitUsage, "--tenant has no effect"},
		"tenant --demo --format xml":                           {ExitUsage, "there is no format"},
		"tenant --demo --product Clerkk":                       {ExitUsage, "did you mean Clerk"},
		"tenant --demo --product homemade":                     {ExitProblems, "no rules for"},
		"tenant ../../testdata/users/az-list.json --domains x": {ExitUsage, "is not a domain"},
		"tenant ../../testdata/manifest/healthy.json":          {ExitUsage, "it is an app registration"},
		"tenant no-such-file.json":                             {ExitUsage, "no-such-file.json"},
	} {
		t.Run(line, func(t *testing.T) {
			got := runProgram(t, "", strings.Fields(line)...)
			if got.code != c.code || !strings.Contains(got.stdout+got.stderr, c.says) {
				t.Errorf("exit code %d: %s%s", got.code, got.stdout, got.stderr)
			}
		})
	}
}

// TestTenantHostile: what a directory holds controls neither the terminal nor a spreadsheet nor a Markdown page.
func TestTenantHostile(t *testing.T) {
	const users = `[{"id":"=1+1","userPrincipalName":"=cmd|'/c calc'!A0","mail":null},` +
		`{"id":"+1","userPrincipalName":"@SUM(A1)","mail":"-2@\u001b[31mred\u202e.example"},` +
		`{"id":"3","userPrincipalName":"\tx|y<b>","mail":"a,\"b\"@other.example"}]`
	for _, format := range []string{"text", "markdown", "json", "csv"} {
		got := runProgram(t, users, "tenant", "--domains", "contoso.example", "--list", "--format", format)
		if strings.ContainsAny(got.stdout, "\x1b\u202e\t") || got.code != ExitProblems {
			t.Errorf("%s: exit code %d, %q", format, got.code, got.stdout)
		}
		if format == "markdown" && strings.Contains(got.stdout, "<b>") {
			t.Errorf("markdown: %s", got.stdout)
		}
		if format != "csv" {
			continue
		}
		rows, err := csv.NewReader(strings.NewReader(got.stdout)).ReadAll()
		if err != nil || len(rows) != 4 {
			t.Fatalf("%v: %s", err, got.stdout)
		}
		for _, row := range rows {
			for _, cell := range row {
				if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
					t.Errorf("a spreadsheet runs %q", cell)
				}
			}
		}
	}
}

// TestTenantDenied: what the account may not read is not checked, says which permission it takes, and ends with 3
// unless there is a problem in the rest.
func TestTenantDenied(t *testing.T) {
	for _, c := range []struct {
		denied []string
		code   int
		says   []string
	}{
		{[]string{"policies/authorizationPolicy"}, ExitProblems, []string{"user consent: not checked", "Policy.Read.All"}},
		{[]string{"users"}, ExitUnfinished, []string{"unknown: no users were read", "User.Read.All", "2 verified domains"}},
		{[]string{"domains", "users"}, ExitUnfinished, []string{"Domain.Read.All"}},
	} {
		server, err := demo.Start(demo.Scenarios()[0], demo.Options{Graph: demo.GraphOptions{Denied: c.denied}})
		if err != nil {
			t.Fatal(err)
		}
		defer server.Close()
		col := rollout.NewCollector(server.Env().Now(), rollout.Options{Source: "Microsoft Graph", Limit: -1})
		failure, answered := server.Graph().Tenant(t.Context(), server.Env(), col.Parts())
		if failure != nil {
			col.StopFor(failure)
		}
		if !answered {
			t.Error("nothing was read")
		}
		var out bytes.Buffer
		p := Program{Stdout: &out, Stderr: io.Discard}
		code := codeOf(p.tenantReport(&output{format: "text", failOn: "error"}, col.Report()))
		for _, want := range c.says {
			if !strings.Contains(strings.Join(strings.Fields(out.String()), " "), want) {
				t.Errorf("%v does not say %q:\n%s", c.denied, want, out.String())
			}
		}
		if code != c.code {
			t.Errorf("%v: exit code %d", c.denied, code)
		}
	}
}

// codeOf is the exit code that an error carries.
func codeOf(err error) int {
	if e, ok := err.(*exitError); ok { //nolint:errorlint // it is never wrapped here
		return e.code
	}
	return ExitClean
}

// TestTenantKeepsNothing: no file is written beside the one that was asked for, and that is for its owner alone.
func TestTenantKeepsNothing(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("HOME", dir)
	file := filepath.Join(dir, "users.csv")
	if got := runProgram(t, "", "tenant", "--demo", "--format", "csv", "-o", file); got.code != ExitProblems {
		t.Fatal(got.stderr)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}
