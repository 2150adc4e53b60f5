package flow

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"edov/flow/lazy"
	"edov/flow/strictjson"
)

// SupabaseTokenName is the variable of the access token, which Supabase's own program reads too.
const SupabaseTokenName = "SUPABASE_ACCESS_TOKEN"

// Supabase reads and changes the Microsoft sign-in of a hosted project through Supabase's Management API:
// GET and PATCH /v1/projects/{ref}/config/auth (supabase/cli, apps/cli-go/pkg/api, June 2026).
type Supabase struct {
	Ref string // the project's reference, as in https://REF.supabase.co
	// Token is a personal access token, or one of an OAuth app: see SupabaseTokenName.
	Token   Secret
	Base    string // in place of https://api.supabase.com: an address of this machine, for a look-alike
	Program string
	Record  func(Exchange)
}

// supabaseAPI is the only server that gets the token, and the client secret of a project's settings.
const supabaseAPI = "https://api.supabase.com"

const supabaseTokens = "https://supabase.com/dashboard/account/tokens"

// projectRef is the form that Supabase's own program accepts (supabase/cli, apps/cli-go/internal/utils/misc.go).
var projectRef = lazy.MustCompile(`^[a-z]{20}$`)

// IsSupabaseRef reports whether a text is the reference of a Supabase project.
func IsSupabaseRef(s string) bool { return projectRef.MatchString(s) }

const (
	maxSupabase  = 1 << 20
	azureMembers = "external_azure_"
)

// AuthConfig reads the members of a project's settings whose names begin with external_azure_. Of the secret, Supabase
// shows something else than its value: its own program compares it with a keyed hash.
func (s Supabase) AuthConfig(ctx context.Context, env Env) (strictjson.Value, *Failure) {
	cl, failure := s.client(env)
	if failure != nil {
		return strictjson.Value{}, failure
	}
	defer cl.close()
	a, failure := cl.get(ctx, StageChange, "supabase", s.address(), maxSupabase)
	if failure != nil {
		return strictjson.Value{}, failure
	}
	return readSupabase(a)
}

// SetAuthConfig changes members of a project's settings. secret is removed from what comes back. A Failure without
// HTTPStatus of the kinds FailureNetwork and FailureTimeout means that it may have been done.
func (s Supabase) SetAuthConfig(ctx context.Context, env Env, body []byte, secret Secret) *Failure {
	cl, failure := s.client(env)
	if failure != nil {
		return failure
	}
	defer cl.close()
	cl.sends(secret)
	u, err := url.Parse(s.address())
	if err != nil {
		return ChangeFailure(FailureLocal, "the address of Supabase is not valid", "")
	}
	if err := cl.refuse(u, []carried{carriesProductSecret}); err != nil { // before anything is made of it
		f := misdirection(err)
		f.Stage = StageChange
		return f
	}
	a, failure := cl.change(ctx, "supabase-change", s.address(), GraphCall{Method: http.MethodPatch, Body: body})
	if failure != nil {
		return failure
	}
	if a.status < 200 || a.status > 299 {
		_, failure = readSupabase(a)
	}
	return failure
}

func (s Supabase) address() string {
	return cmp.Or(s.Base, supabaseAPI) + "/v1/projects/" + s.Ref + "/config/auth"
}

func (s Supabase) client(env Env) (*client, *Failure) {
	switch {
	case !IsSupabaseRef(s.Ref):
		return nil, ChangeFailure(FailureLocal, "this is not the reference of a Supabase project",
			"it has 20 lower-case letters: Project Settings > General, or https://REF.supabase.co")
	case s.Token.IsZero():
		return nil, ChangeFailure(FailureLocal, "there is no access token for Supabase",
			"make one at "+supabaseTokens+" and set "+SupabaseTokenName)
	}
	record := s.Record
	if record == nil {
		record = func(Exchange) {}
	}
	cl := newClient(env, Connection{}, s.Program, record)
	cl.useBearer(carriesSupabaseToken, func(context.Context) (Secret, error) { return s.Token, nil })
	cl.lookAlike = s.Base != ""
	return cl, nil
}

// readSupabase reads a response of the Management API. Members that are about something else are not kept.
func readSupabase(a *reply) (strictjson.Value, *Failure) {
	keep := func(name string) bool { return strings.HasPrefix(name, azureMembers) || name == "message" }
	limits := strictjson.Limits{Bytes: maxSupabase, Depth: 32, Members: 20000, Number: 32}
	v, err := strictjson.ParseMembers(a.body, limits, keep)
	v = a.sent.value(v)
	switch {
	case a.status < 200 || a.status > 299:
		return v, supabaseRefusal(a, v)
	case err != nil || v.Kind != strictjson.Object:
		f := ChangeFailure(FailureProtocol, "the response from Supabase is not JSON",
			"a proxy or a captive portal may have answered")
		f.HTTPStatus = a.status
		return v, f
	}
	return v, nil
}

// supabaseRefusal reads an error of the Management API: {"message": "..."}.
func supabaseRefusal(a *reply, v strictjson.Value) *Failure {
	f := ChangeFailure(FailureOAuth, "Supabase returned status "+strconv.Itoa(a.status), "try again later")
	f.HTTPStatus, f.Description = a.status, cut(v.StrOf("message"), 1024)
	switch a.status {
	case http.StatusUnauthorized:
		f.Summary, f.Hint = "Supabase refused the access token", "make a new one: "+supabaseTokens
	case http.StatusForbidden, http.StatusNotFound:
		f.Summary = "Supabase doesn't let this access token reach the project"
		f.Hint = "compare the project's reference, and use a token of a member who may change its settings"
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		f.Summary, f.Hint = busy("Supabase", a)
	}
	return f
}
