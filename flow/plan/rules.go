package plan

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"edov/flow/entra"
	"edov/flow/jsonout"
	"edov/flow/lazy"
	"edov/flow/strictjson"
	"edov/flow/visible"
)

// members are those of an app registration that a plan may change, with the JSON type of each. Who may own the app,
// which credentials it trusts (keyCredentials, federated credentials) and what it exposes are not among them.
var members = map[string][]strictjson.Kind{
	"displayName":                     {strictjson.String},
	"signInAudience":                  {strictjson.String},
	"isFallbackPublicClient":          {strictjson.Bool, strictjson.Null},
	"web.redirectUris":                {strictjson.Array},
	"web.logoutUrl":                   {strictjson.String, strictjson.Null},
	"web.implicitGrantSettings":       {strictjson.Object},
	"spa.redirectUris":                {strictjson.Array},
	"publicClient.redirectUris":       {strictjson.Array},
	"api.requestedAccessTokenVersion": {strictjson.Number, strictjson.Null},
	"api.acceptMappedClaims":          {strictjson.Bool, strictjson.Null},
	"optionalClaims":                  {strictjson.Object, strictjson.Null},
	"requiredResourceAccess":          {strictjson.Array},
	behavior:                          {strictjson.Bool, strictjson.Null},
}

// behavior is what keeps unverified addresses out of tokens.
const behavior = "authenticationBehaviors.removeUnverifiedEmailClaim"

// secretPath is the member of addPassword, and what stands for the secret that removePassword removes.
const secretPath = "passwordCredential"

// Members lists the members of an app registration that a plan may change, in order.
func Members() []string { return slices.Sorted(maps.Keys(members)) }

var stepID = lazy.MustCompile(`^[a-z][a-z0-9-]{0,63}$`)

// The limits of a plan.
const (
	maxSteps   = 64
	maxChanges = 16
	maxText    = 2000
	maxPlace   = 4096
)

// Check says what is wrong with a plan, which may come from a file that was edited.
func (p *Plan) Check() error {
	switch {
	case p.Kind != Kind:
		return errors.New("this is not a plan of edov")
	case p.Schema != Schema:
		return fmt.Errorf("this plan has form %d; this edov reads form %d", p.Schema, Schema)
	case len(p.Steps) > maxSteps:
		return fmt.Errorf("the plan has more than %d steps", maxSteps)
	}
	if err := p.Target.check(); err != nil {
		return err
	}
	if err := p.checkTarget(); err != nil {
		return err
	}
	seen := map[string]bool{}
	for i := range p.Steps {
		s := &p.Steps[i]
		if seen[s.ID] || !stepID.MatchString(s.ID) {
			return fmt.Errorf("step %d has no ID of its own", i+1)
		}
		seen[s.ID] = true
		if err := p.checkStep(s); err != nil {
			return fmt.Errorf("step %s: %w", s.ID, err)
		}
	}
	return nil
}

func (t Target) check() error {
	for name, id := range map[string]string{
		"tenant": t.Tenant, "id": t.ObjectID, "appId": t.AppID, "servicePrincipalId": t.PrincipalID,
	} {
		if id != "" && !entra.IsGUID(id) {
			return errors.New("the target's " + name + " is not a GUID")
		}
	}
	if t.Name == "" || len(t.Name) > 256 {
		return errors.New("the target has no name, or one that is too long")
	}
	return nil
}

// checkTarget demands the client ID of an app that is there, and none of one that the plan creates: without it, an app
// that is there would be shown as a new one, and not compared with the one that its object ID leads to.
func (p *Plan) checkTarget() error {
	t := p.Target
	switch creates := p.Creates(); {
	case creates && t.ObjectID+t.AppID+t.PrincipalID != "":
		return errors.New("it creates an app, and the target is one that exists")
	case !creates && t.AppID == "" && len(p.Steps) > 0:
		return errors.New("the target has no appId")
	}
	return nil
}

func (p *Plan) checkStep(s *Step) error {
	for _, text := range append([]string{s.Title, s.Widens, s.Undo, s.Proof}, s.Why...) {
		if len(text) > maxText {
			return errors.New("a text is too long")
		}
	}
	if len(s.Place) > maxPlace || len(s.Changes) > maxChanges {
		return errors.New("it is too large")
	}
	if s.Service != ServiceGraph {
		if s.Action != Install && s.Action != Restore {
			return errors.New("there is no action " + visible.Line(string(s.Action)) + " outside Microsoft Graph")
		}
		return nil
	}
	if s.Place != "" {
		return errors.New("it has a place beside the target")
	}
	if err := p.checkAction(s); err != nil {
		return err
	}
	if s.Sends != nil && !sameRequest(*s.Sends, *s.Request(p.Target)) {
		return errors.New("what it sends does not follow from its changes: the file was edited")
	}
	return nil
}

func sameRequest(a, b Request) bool {
	return a.Method == b.Method && a.Path == b.Path && parsed(a.Body).Compact() == parsed(b.Body).Compact()
}

// checkAction holds a step of Microsoft Graph to what its action may carry.
func (p *Plan) checkAction(s *Step) error {
	creates := p.Creates()
	switch s.Action {
	case CreateApp, CreatePrincipal, Patch, AddSecret, RemoveSecret:
	case DeleteApp, DeletePrincipal:
		if !p.Undoes {
			return errors.New("only a plan that undoes another one may delete")
		}
	default:
		return errors.New("there is no action " + visible.Line(string(s.Action)))
	}
	if s.Action != CreateApp && !creates && p.Target.ObjectID == "" {
		return errors.New("the target has no id")
	}
	switch s.Action {
	case CreateApp:
		for _, c := range s.Changes {
			if c.Path == "displayName" && parsed(c.After).Str() != p.Target.Name {
				return errors.New("the app that it creates has another name than the target")
			}
		}
		return checkMembers(s)
	case Patch:
		return checkMembers(s)
	case AddSecret:
		return checkNewSecret(s)
	case RemoveSecret:
		return p.checkOldSecret(s)
	}
	return nil
}

func checkMembers(s *Step) error {
	if len(s.Changes) == 0 {
		return errors.New("it changes nothing")
	}
	seen := map[string]bool{}
	for _, c := range s.Changes {
		kinds, ok := members[c.Path]
		switch after := parsed(c.After); {
		case !json.Valid(c.After):
			return errors.New("a new value is not valid JSON")
		case !ok:
			return errors.New("a plan cannot change " + visible.Line(c.Path))
		case seen[c.Path]:
			return errors.New(c.Path + " is changed twice")
		case !slices.Contains(kinds, after.Kind):
			return fmt.Errorf("%s cannot be of type %s", c.Path, after.Kind)
		}
		seen[c.Path] = true
	}
	return nil
}

// checkOldSecret demands the Secret ID. Only an undo may name a secret otherwise: the one that was added just before
// edov was stopped, by the name and the end that it was given.
func (p *Plan) checkOldSecret(s *Step) error {
	if entra.IsGUID(s.keyID()) && len(s.Changes) == 1 {
		return nil
	}
	if len(s.Changes) == 1 && s.Changes[0].Path == secretPath && s.keyID() == "" && p.Undoes {
		v := parsed(s.Changes[0].Before)
		if _, err := time.Parse(time.RFC3339, v.StrOf("endDateTime")); err == nil && v.StrOf("displayName") != "" {
			return nil
		}
	}
	return errors.New("it does not say which secret it removes")
}

// checkNewSecret demands an end: without one Microsoft makes a secret that is valid for two years.
func checkNewSecret(s *Step) error {
	if len(s.Changes) != 1 || s.Changes[0].Path != secretPath {
		return errors.New("it does not describe one new secret")
	}
	v := parsed(s.Changes[0].After)
	for _, name := range v.Names() {
		if name != "displayName" && name != "endDateTime" {
			return errors.New("a new secret has a name and an end, and nothing else")
		}
	}
	if _, err := time.Parse(time.RFC3339, v.StrOf("endDateTime")); err != nil {
		return errors.New("the new secret has no expiry date")
	}
	return nil
}

// Encode is the plan as a file, with the request of each step.
func (p *Plan) Encode() ([]byte, error) {
	q := *p
	q.Steps = append([]Step{}, p.Steps...) // in JSON a list, also without steps
	for i := range q.Steps {
		q.Steps[i].Sends = q.Steps[i].Request(q.Target)
	}
	return jsonout.Indented(&q)
}

// planLimits bounds a plan's file.
var planLimits = strictjson.Limits{Bytes: 1 << 20, Depth: 32, Members: 50000, Number: 32}

// Read reads a plan that was saved, and refuses one whose requests do not follow from its changes. The error says what
// is wrong, in words for the user.
func Read(data []byte) (*Plan, error) {
	if _, err := strictjson.Parse(data, planLimits); err != nil {
		return nil, fmt.Errorf("the plan can't be read: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	p := new(Plan)
	if err := d.Decode(p); err != nil {
		return nil, errors.New("this is not a plan of edov")
	}
	return p, p.Check()
}
