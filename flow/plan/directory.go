package plan

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"edov/flow"
	"edov/flow/entra"
	"edov/flow/strictjson"
)

// Directory carries out steps at Microsoft Graph.
type Directory struct {
	Graph flow.Graph
	Env   flow.Env

	tenantKnown bool
}

// Look reads what a step is about.
func (d *Directory) Look(ctx context.Context, p *Progress, s *Step) (State, *flow.Failure) {
	if failure := d.rightTenant(ctx, p.Target); failure != nil {
		return "", failure
	}
	switch s.Action {
	case CreateApp:
		if p.Target.ObjectID == "" {
			return Pending, nil
		}
		return d.exists(ctx, applications+"/"+p.Target.ObjectID)
	case DeleteApp:
		return opposite(d.exists(ctx, applications+"/"+p.Target.ObjectID))
	case CreatePrincipal:
		return d.exists(ctx, principals+"(appId='"+p.Target.AppID+"')")
	case DeletePrincipal:
		return opposite(d.exists(ctx, principals+"/"+p.Target.PrincipalID))
	case Patch:
		return d.lookAtMembers(ctx, p.Target, s)
	}
	return d.lookAtSecret(ctx, p, s)
}

// rightTenant refuses a token of another tenant than the plan's, once.
func (d *Directory) rightTenant(ctx context.Context, t Target) *flow.Failure {
	if d.tenantKnown || t.Tenant == "" {
		return nil
	}
	tenant, failure := d.Graph.TokenTenant(ctx)
	switch {
	case failure != nil:
		return failure
	case tenant != "" && !strings.EqualFold(tenant, t.Tenant):
		return flow.ChangeFailure(flow.FailureLocal,
			"this machine is signed in to tenant "+tenant+", and the plan is for "+t.Tenant,
			"az login --tenant "+t.Tenant)
	}
	d.tenantKnown = true
	return nil
}

func (d *Directory) exists(ctx context.Context, path string) (State, *flow.Failure) {
	_, failure := d.get(ctx, path+"?$select=id")
	switch {
	case failure == nil:
		return Done, nil
	case failure.HTTPStatus == http.StatusNotFound:
		return Pending, nil
	}
	return "", failure
}

func opposite(s State, failure *flow.Failure) (State, *flow.Failure) {
	if s == Done {
		return Pending, failure
	}
	if s == Pending {
		return Done, failure
	}
	return s, failure
}

func (d *Directory) get(ctx context.Context, path string) (strictjson.Value, *flow.Failure) {
	a, failure := d.Graph.Call(ctx, d.Env, flow.GraphCall{Method: http.MethodGet, Path: path})
	return a.Value, failure
}

// Members reads the members of an app registration, as a plan names them. authenticationBehaviors is sent only when it
// is asked for by itself.
func (d *Directory) Members(ctx context.Context, objectID string, paths []string) (strictjson.Value, *flow.Failure) {
	const own = "authenticationBehaviors"
	var tops []string
	for _, path := range paths {
		if top, _, _ := strings.Cut(path, "."); !slices.Contains(tops, top) {
			tops = append(tops, top)
		}
	}
	behaviors := slices.Contains(tops, own)
	tops = slices.DeleteFunc(tops, func(name string) bool { return name == own })
	var members []strictjson.Member
	for _, selected := range [][]string{append([]string{"id", "appId", "displayName"}, tops...), {"id", own}} {
		if selected[1] == own && !behaviors {
			continue
		}
		path := applications + "/" + objectID + "?$select=" + url.QueryEscape(strings.Join(selected, ","))
		v, failure := d.get(ctx, path)
		if failure != nil {
			return strictjson.Value{}, failure
		}
		for _, m := range v.Members() {
			isThere := slices.ContainsFunc(members, func(o strictjson.Member) bool { return o.Name == m.Name })
			if !isThere && !strings.HasPrefix(m.Name, "@") { // both requests ask for id
				members = append(members, m)
			}
		}
	}
	return strictjson.ObjectOf(members), nil
}

func (d *Directory) lookAtMembers(ctx context.Context, t Target, s *Step) (State, *flow.Failure) {
	var paths []string
	for _, c := range s.Changes {
		paths = append(paths, c.Path)
	}
	now, failure := d.Members(ctx, t.ObjectID, paths)
	if failure != nil {
		return "", failure
	}
	if t.AppID != "" && !strings.EqualFold(now.StrOf("appId"), t.AppID) {
		return "", flow.ChangeFailure(flow.FailureLocal, "the plan's object ID belongs to another app", "make a new plan")
	}
	before, after := true, true
	for _, c := range s.Changes {
		is := now.At(c.Path)
		before, after = before && same(is, parsed(c.Before)), after && same(is, parsed(c.After))
	}
	switch {
	case after:
		return Done, nil
	case before:
		return Pending, nil
	}
	return Changed, nil
}

// lookAtSecret finds the secret that a step adds or removes.
func (d *Directory) lookAtSecret(ctx context.Context, p *Progress, s *Step) (State, *flow.Failure) {
	v, failure := d.get(ctx, applications+"/"+p.Target.ObjectID+"?$select=id,passwordCredentials")
	if failure != nil {
		return "", failure
	}
	list := v.Get("passwordCredentials").Elems()
	if s.Action == RemoveSecret {
		keyID, state := removed(list, s)
		if state != Pending || p.Undoing {
			return state, nil
		}
		return Pending, d.mayRemove(list, keyID)
	}
	switch want := parsed(s.Changes[0].After); {
	case p.KeyID != "" && slices.ContainsFunc(list, func(c strictjson.Value) bool { return hasKey(c, p.KeyID) }):
		return Done, nil
	case p.KeyID == "" && slices.ContainsFunc(list, func(c strictjson.Value) bool { return sameSecret(c, want) }):
		return Changed, nil // its value was shown once, and not to this run
	}
	return Pending, nil
}

// removed finds the secret that a step removes, and how that stands. One that has another name or end than the step
// says is another one than was agreed to.
func removed(list []strictjson.Value, s *Step) (keyID string, _ State) {
	want := parsed(s.Changes[0].Before)
	for _, c := range list {
		switch {
		case s.keyID() != "" && !hasKey(c, s.keyID()), s.keyID() == "" && !sameSecret(c, want):
			continue
		case want.Has("endDateTime") && !sameSecret(c, want), !isNamed(c, want), keyID != "":
			return "", Changed
		}
		keyID = c.StrOf("keyId")
	}
	if keyID == "" {
		return "", Done
	}
	return keyID, Pending
}

func hasKey(c strictjson.Value, keyID string) bool {
	return strings.EqualFold(c.StrOf("keyId"), keyID)
}

// isNamed compares what a step is shown to remove: a name and a hint, as far as it has them.
func isNamed(c, want strictjson.Value) bool {
	for _, name := range []string{"displayName", "hint"} {
		if want.Has(name) && c.StrOf(name) != want.StrOf(name) {
			return false
		}
	}
	return true
}

// sameSecret compares name and end. Microsoft Graph shows fractions of a second, and a plan has none.
func sameSecret(c, want strictjson.Value) bool {
	a, errA := time.Parse(time.RFC3339, c.StrOf("endDateTime"))
	b, errB := time.Parse(time.RFC3339, want.StrOf("endDateTime"))
	return c.StrOf("displayName") == want.StrOf("displayName") && errA == nil && errB == nil &&
		a.Truncate(time.Second).Equal(b.Truncate(time.Second))
}

// request is what a step sends now: a secret that is found by its name has its Secret ID then.
func (d *Directory) request(ctx context.Context, p *Progress, s *Step) (*Request, *flow.Failure) {
	r := s.Request(p.Target)
	if r == nil || s.Action != RemoveSecret || s.keyID() != "" {
		return r, nil
	}
	v, failure := d.get(ctx, applications+"/"+p.Target.ObjectID+"?$select=id,passwordCredentials")
	if failure != nil {
		return nil, failure
	}
	keyID, state := removed(v.Get("passwordCredentials").Elems(), s)
	if state != Pending {
		return nil, flow.ChangeFailure(flow.FailureLocal, "the target changed since the plan was made", "make a new plan")
	}
	r.Body = []byte(`{"keyId":` + string(quoted(keyID)) + `}`)
	return r, nil
}

// skew is how far this machine's clock may be behind Microsoft's, whose time the start of a new secret is.
const skew = 5 * time.Minute

// mayRemove refuses to remove the last secret that is valid: every sign-in would fail.
func (d *Directory) mayRemove(list []strictjson.Value, keyID string) *flow.Failure {
	now := time.Now()
	if d.Env.Now != nil {
		now = d.Env.Now()
	}
	isOver := func(c strictjson.Value) bool {
		end, err := time.Parse(time.RFC3339, c.StrOf("endDateTime"))
		return err != nil || !end.After(now)
	}
	hasBegun := func(c strictjson.Value) bool { // a secret may have no start
		start, err := time.Parse(time.RFC3339, c.StrOf("startDateTime"))
		return c.StrOf("startDateTime") == "" || err == nil && !start.After(now.Add(skew))
	}
	removesValid, others := false, 0
	for _, c := range list {
		switch {
		case isOver(c):
		case strings.EqualFold(c.StrOf("keyId"), keyID):
			removesValid = hasBegun(c)
		case hasBegun(c):
			others++
		}
	}
	if removesValid && others == 0 {
		return flow.ChangeFailure(flow.FailureLocal, "this is the only secret that is valid: it is not removed",
			"add a new one first: edov secrets rotate")
	}
	return nil
}

// Do sends the request of a step.
func (d *Directory) Do(ctx context.Context, p *Progress, s *Step) *flow.Failure {
	r, failure := d.request(ctx, p, s)
	if failure != nil {
		return failure
	}
	if r == nil || p.Target.ObjectID == "" && s.Action != CreateApp {
		return flow.ChangeFailure(flow.FailureLocal, "the step has no request yet: the app was not created", "")
	}
	a, failure := d.Graph.Call(ctx, d.Env, flow.GraphCall{Method: r.Method, Path: r.Path, Body: r.Body})
	if failure != nil {
		return failure
	}
	switch s.Action {
	case CreateApp:
		p.Target.ObjectID, p.Target.AppID = a.Value.Get("id").Str(), a.Value.Get("appId").Str()
		if !entra.IsGUID(p.Target.ObjectID) || !entra.IsGUID(p.Target.AppID) {
			return flow.ChangeFailure(flow.FailureProtocol, "Microsoft Graph created the app and did not say its ID",
				"look for it in App registrations, by its name")
		}
	case CreatePrincipal:
		if p.Target.PrincipalID = a.Value.Get("id").Str(); !entra.IsGUID(p.Target.PrincipalID) {
			p.Target.PrincipalID = ""
		}
	case AddSecret:
		return d.keep(p, a)
	}
	return nil
}

// keep takes the value of a new secret, which is shown once.
func (d *Directory) keep(p *Progress, a flow.GraphAnswer) *flow.Failure {
	keyID := a.Value.Get("keyId").Str()
	if a.Secret.IsZero() || !entra.IsGUID(keyID) {
		return flow.ChangeFailure(flow.FailureProtocol, "Microsoft Graph added a secret and did not give its value",
			"delete it in Certificates & secrets, and try again")
	}
	p.Secret, p.KeyID = a.Secret, keyID
	p.Ends, _ = time.Parse(time.RFC3339, a.Value.Get("endDateTime").Str())
	return nil
}

// Fill reads the values of today into a plan, as what is before each change, with the tenant that this machine is
// signed in to. Changes that are made already are left out, and steps without any.
func (d *Directory) Fill(ctx context.Context, p *Plan) *flow.Failure {
	tenant, failure := d.Graph.TokenTenant(ctx)
	if failure != nil {
		return failure
	}
	if p.Target.Tenant == "" {
		p.Target.Tenant = tenant
	}
	var paths []string
	for _, s := range p.Steps {
		for _, c := range s.Changes {
			if s.Action == Patch {
				paths = append(paths, c.Path)
			}
		}
	}
	if len(paths) == 0 {
		return nil
	}
	now, failure := d.Members(ctx, p.Target.ObjectID, paths)
	if failure != nil {
		return failure
	}
	var steps []Step
	for _, s := range p.Steps {
		if s.Action == Patch {
			s.fill(now)
			if len(s.Changes) == 0 {
				continue
			}
		}
		steps = append(steps, s)
	}
	p.Steps = steps
	return nil
}

func (s *Step) fill(now strictjson.Value) {
	var changes []Change
	for _, c := range s.Changes {
		is := now.At(c.Path)
		if same(is, parsed(c.After)) {
			continue
		}
		c.Before = json.RawMessage(is.Compact())
		changes = append(changes, c)
	}
	s.Changes = changes
}

// Document is the app registration as it is now, with all that its checks look at.
func (d *Directory) Document(ctx context.Context, objectID string) (strictjson.Value, *flow.Failure) {
	paths := append(Members(), "createdDateTime", "publisherDomain", "disabledByMicrosoftStatus", "identifierUris",
		"appRoles", "tags", "passwordCredentials", "keyCredentials")
	return d.Members(ctx, objectID, paths)
}

// After is a document of an app registration as a plan's changes would leave it: to judge what a plan achieves before
// it is carried out.
func (p *Plan) After(document strictjson.Value) []byte {
	v := strictjson.OrNull([]byte(document.Compact()), strictjson.Limits{}) // a copy
	for _, s := range p.Steps {
		for _, c := range s.Changes {
			if s.Action == Patch {
				v.Put(c.Path, parsed(c.After))
			}
		}
	}
	return []byte(v.Compact())
}
