package cmd

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// idleFiles makes inputs of each kind, and puts their names and two other words
// into a command line.
func idleFiles(t *testing.T) func(line string) []string {
	t.Helper()
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	args := []string{"demo", "no-edov", "--save", path("session"), "--format", "json", "--output", path("report")}
	if got := runProgram(t, "", args...); got.code != ExitProblems {
		t.Fatalf("exit code %d: %s", got.code, got.stderr)
	}
	// {"alg":"RS256","kid":"k1","typ":"JWT"} {"iss":"https://example.org/","aud":"x"}
	const token = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0." +
		"eyJpc3MiOiJodHRwczovL2V4YW1wbGUub3JnLyIsImF1ZCI6IngifQ.AAAA"
	for name, text := range map[string]string{
		"token": token, "response": `{"id_token":"` + token + `"}`,
		"failure": "AADSTS50011: The redirect URI does not match.\n",
	} {
		if err := os.WriteFile(path(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	words := strings.NewReplacer(
		"REPORT", path("report"), "SESSION", path("session"), "TOKEN", path("token"),
		"RESPONSE", path("response"), "FAILURE", path("failure"),
		"ID", "6731de76-14a6-49ae-97bc-6eba6914391e", "MANIFEST", "../../testdata/manifest/healthy.json",
	)
	return func(line string) []string { return strings.Fields(words.Replace(line)) }
}

// idleLines are command lines whose last flag has no effect.
const idleLines = `
inspect REPORT --client-id ID
inspect REPORT --tenant common
inspect REPORT --nonce x
inspect REPORT --now 2026-11-24T10:00:00Z
inspect REPORT --kind id
inspect REPORT --keys none
inspect REPORT --keys auto
inspect REPORT --app MANIFEST
inspect REPORT --product Clerk
inspect REPORT --ca-file none
inspect SESSION --kind id
inspect SESSION --keys auto
inspect SESSION --keys MANIFEST
inspect SESSION --ca-file none
inspect RESPONSE --keys none --kind id
inspect FAILURE --nonce x
inspect FAILURE --keys auto
inspect TOKEN --keys none --ca-file none
secrets --probe --within 5d
secrets --probe --limit 5
secrets --probe --all
secrets --probe --live
secrets --probe --expires 2199-01-31
secrets --probe --name web
secrets --probe --trust-authority
secrets --probe --demo --client-id ID
secrets --probe --demo --secret-env X
secrets --probe --demo --tenant x
secrets --probe --demo --authority https://127.0.0.1
secrets --expires 2199-01-31 --limit 5
secrets --expires 2199-01-31 --all
secrets --expires 2199-01-31 --secret-env X
secrets --expires 2199-01-31 --tenant x
secrets --expires 2199-01-31 --authority https://127.0.0.1
secrets --expires 2199-01-31 --ca-file x
secrets --expires 2199-01-31 --cloud usgov
secrets MANIFEST --name web
secrets MANIFEST --authority https://127.0.0.1
secrets MANIFEST --trust-authority
secrets MANIFEST --tenant x
secrets MANIFEST --ca-file x
secrets MANIFEST --all --client-id ID
secrets --demo --client-id ID
secrets --demo --connection x
app --demo --client-id ID
app --demo --product Clerk
app --demo --product-redirect-uri https://x.example/cb
app --demo --redirect-uri https://x.example/cb
app --demo --tenant x
app --demo --cloud usgov
app --demo --connection x
app MANIFEST --tenant x
app MANIFEST --ca-file x
app MANIFEST --claims
app MANIFEST --products
app MANIFEST --patch --share
app MANIFEST --patch --format markdown
app MANIFEST --all --verbose
app --live --all --client-id ID
clerk --demo --publishable-key pk_live_x
clerk --demo --connection x
clerk --demo --ca-file x
clerk --demo --claims
clerk --demo --products
clerk --publishable-key pk_live_x --client-id ID
explain email-verified --app MANIFEST
explain email-verified --client-id ID
explain email-verified --redirect-uri https://x.example/cb
explain email-verified --cloud usgov
guide --all
guide --ca-file x
guide MANIFEST --ca-file x
guide --demo --client-id ID
guide --demo --product-redirect-uri https://x.example/cb
guide rotate --client-id ID
guide rotate --cloud usgov
guide rotate --secret-env X
guide rotate MANIFEST --tenant x
guide rotate MANIFEST --all
guide rotate --demo --connection x
`

// busyLines are command lines of which every flag has an effect.
const busyLines = `
inspect SESSION --client-id ID
inspect SESSION --tenant common --nonce x --now 2026-11-24T10:00:00Z --product Clerk --app MANIFEST --keys none
inspect TOKEN --keys none --kind access --client-id ID
inspect TOKEN --keys none --nonce x
inspect FAILURE --client-id ID --keys none
inspect REPORT --format json --fail-on never --share
secrets --expires 2199-01-31 --name web --within 5d --client-id ID
secrets MANIFEST --limit 5 --client-id ID
secrets MANIFEST --all
secrets --demo --all --limit 5
secrets --probe --demo
app MANIFEST --product Clerk --within 5d --client-id ID --cloud usgov --verbose --share
app MANIFEST --patch --fail-on note --format json
app --demo --all --share
clerk --demo --client-id ID --start-sign-in
explain 50011 --app MANIFEST --client-id ID --redirect-uri https://x.example/cb
guide --demo --product Clerk --step 2
guide --client-id ID --tenant common --secret-expires 2199-01-31
guide rotate MANIFEST --client-id ID --cloud usgov
`

// TestIdleFlags: a flag that was given and has no effect on what is asked for is
// refused by its name, before anything is shown; one that has an effect is not.
func TestIdleFlags(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	args := idleFiles(t)
	for _, line := range strings.Split(strings.TrimSpace(idleLines), "\n") {
		got := runProgram(t, "", args(line)...)
		flag, _, _ := strings.Cut(line[strings.LastIndex(line, "--"):], " ")
		named := strings.Contains(got.stderr, flag) && strings.Contains(got.stderr, "no effect")
		if got.code != ExitUsage || !named || got.stdout != "" {
			t.Errorf("%s: exit code %d: %.300s%s", line, got.code, got.stdout, got.stderr)
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(busyLines), "\n") {
		if got := runProgram(t, "", args(line)...); got.code == ExitUsage || strings.Contains(got.stderr, "no effect") {
			t.Errorf("%s: exit code %d: %s", line, got.code, got.stderr)
		}
	}
}

// TestOtherIdleInput: rotate prints no report, and has no flags of one; a cloud
// that does not exist, and a registration for --probe, are refused.
func TestOtherIdleInput(t *testing.T) {
	for line, want := range map[string]string{
		"guide rotate --fail-on never":                               "unknown flag",
		"guide rotate --verbose":                                     "unknown flag",
		"guide rotate --claims":                                      "unknown flag",
		"guide rotate --share":                                       "unknown flag",
		"guide rotate --products":                                    "unknown flag",
		"explain 50011 --cloud moon":                                 "no cloud",
		"secrets --probe ../../testdata/manifest/secret-ending.json": "not about an app registration",
	} {
		if got := runProgram(t, "", strings.Fields(line)...); got.code != ExitUsage || !strings.Contains(got.stderr, want) {
			t.Errorf("%s: exit code %d: %s", line, got.code, got.stderr)
		}
	}
}
