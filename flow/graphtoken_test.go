package flow

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"edov/flow/entra"
)

// TestGraphBearerIsKept: Azure CLI is started for one token, not for each request, and again when that one is old.
func TestGraphBearerIsKept(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("az is a shell script here")
	}
	type at struct {
		after time.Duration
		want  string
	}
	begin := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		name string
		life time.Duration
		at   []at
	}{
		{"long life", time.Hour, []at{{0, "1"}, {59 * time.Second, "1"}, {time.Minute, "2"}}},
		{"short life", 90 * time.Second, []at{{0, "1"}, {29 * time.Second, "1"}, {30 * time.Second, "2"}}},
		{"nearly over", time.Second, []at{{0, "1"}, {0, "2"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			numberingAz(t, begin.Add(test.life))
			now := begin
			bearer := GraphBearer(Env{Now: func() time.Time { return now }}, entra.Global, "")
			for _, at := range test.at {
				now = begin.Add(at.after)
				if token, err := bearer(t.Context()); err != nil || token.Reveal() != at.want {
					t.Errorf("after %v: token %q, want that of start %s: %v", at.after, token.Reveal(), at.want, err)
				}
			}
		})
	}
}

// numberingAz puts an Azure CLI in the PATH whose token is the number of its start.
func numberingAz(t *testing.T, expires time.Time) {
	t.Helper()
	dir := t.TempDir()
	az := fmt.Sprintf("#!/bin/sh\necho >>%[1]s\necho '{\"accessToken\":\"'$(($(wc -l <%[1]s)))'\",\"expires_on\":%[2]d}'\n",
		filepath.Join(dir, "starts"), expires.Unix())
	if err := os.WriteFile(filepath.Join(dir, "az"), []byte(az), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", strings.Join([]string{dir, "/bin", "/usr/bin"}, string(os.PathListSeparator)))
	for _, name := range []string{"AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_CLIENT_SECRET", "AZURE_TOKEN_CREDENTIALS"} {
		t.Setenv(name, "")
	}
}
