package product

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"edov/flow/demo/web"
	"edov/flow/strictjson"
)

// Program plays Clerk's own command line program, signed in at the look-alike of
// the Platform API: config schema, config pull and config patch, as clerk/cli
// has them (packages/cli-core/src/commands/config, August 2026). It runs in this
// process.
type Program struct {
	Base  string // address of the Platform API
	Token string // empty: not signed in
	HTTP  http.RoundTripper
}

const maxClerkAnswer = 1 << 20

// Run gives what the program prints on standard output and on standard error,
// and its exit code.
func (p *Program) Run(ctx context.Context, stdin []byte, argv ...string) (stdout, stderr []byte, exit int) {
	r := &clerkRun{Program: p, argv: argv}
	out, err := r.run(ctx, stdin)
	if err != nil {
		fmt.Fprintln(&r.says, err)
		return nil, r.says.Bytes(), 1
	}
	return out, r.says.Bytes(), 0
}

// clerkRun is one run of the program.
type clerkRun struct {
	*Program
	argv []string
	says bytes.Buffer // on standard error
}

// clerkError is what the program says when it fails.
type clerkError string

func (e clerkError) Error() string { return string(e) }

func (r *clerkRun) run(ctx context.Context, stdin []byte) ([]byte, error) {
	if r.Token == "" {
		return nil, clerkError("Not authenticated. Run `clerk auth login` or set CLERK_PLATFORM_API_KEY")
	}
	if len(r.argv) < 2 || r.argv[0] != "config" {
		return nil, clerkError("error: unknown command")
	}
	instance, known := map[string]string{"dev": "development", "prod": "production"}[r.option("--instance")]
	if !known {
		instance = r.option("--instance")
	}
	address := r.Base + "/v1/platform/applications/" + url.PathEscape(r.option("--app")) + "/instances/" +
		url.PathEscape(instance) + "/config"
	switch r.argv[1] {
	case "schema":
		return r.ask(ctx, http.MethodGet, address+"/schema"+r.keys(), nil)
	case "pull":
		return r.ask(ctx, http.MethodGet, address+r.keys(), nil)
	case "patch":
		return r.patch(ctx, address, stdin)
	}
	return nil, clerkError("error: unknown command '" + r.argv[1] + "'")
}

// option is the word after a name.
func (r *clerkRun) option(name string) string {
	if i := slices.Index(r.argv, name); i >= 0 && i+1 < len(r.argv) {
		return r.argv[i+1]
	}
	return ""
}

func (r *clerkRun) keys() string {
	if keys := r.option("--keys"); keys != "" {
		return "?" + url.Values{"keys": strings.Split(keys, ",")}.Encode()
	}
	return ""
}

// patch reads the configuration, shows what will change, the secret too, and
// sends it. It sends no version: the real program drops it.
func (r *clerkRun) patch(ctx context.Context, address string, stdin []byte) ([]byte, error) {
	asked, err := strictjson.Parse(stdin, strictjson.Document)
	if err != nil || asked.Kind != strictjson.Object {
		return nil, clerkError("Invalid JSON input. Please provide valid JSON.")
	}
	data, err := r.ask(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	now, err := strictjson.Parse(data, strictjson.Document)
	if err != nil {
		return nil, err
	}
	if !r.differs("", now, asked) {
		fmt.Fprintln(&r.says, "No changes detected")
		return nil, nil
	}
	if slices.Contains(r.argv, "--dry-run") {
		address += "?dry_run=true"
	}
	return r.ask(ctx, http.MethodPatch, address, stdin)
}

// differs says on standard error what a change would set.
func (r *clerkRun) differs(path string, now, asked strictjson.Value) (differs bool) {
	if asked.Kind != strictjson.Object {
		if now.Exists() && now.Compact() == asked.Compact() {
			return false
		}
		fmt.Fprintf(&r.says, "  %s:\n    - %s\n    + %s\n", path, now.Compact(), asked.Compact())
		return true
	}
	for _, m := range asked.Members() {
		differs = r.differs(strings.TrimPrefix(path+"."+m.Name, "."), now.Get(m.Name), m.Value) || differs
	}
	return differs
}

// ask sends one request to the Platform API and gives the JSON of its answer.
func (r *clerkRun) ask(ctx context.Context, method, address string, content []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+r.Token)
	request.Header.Set("Accept", "application/json")
	if content != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := r.HTTP.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	data, err := io.ReadAll(io.LimitReader(response.Body, maxClerkAnswer))
	switch {
	case err != nil:
		return nil, err
	case response.StatusCode > 299:
		return nil, clerkError(fmt.Sprintf("Failed (%d): %s", response.StatusCode, data))
	case !json.Valid(data):
		return nil, clerkError("the response is not JSON")
	}
	return append(web.JSON(json.RawMessage(data)), '\n'), nil
}
