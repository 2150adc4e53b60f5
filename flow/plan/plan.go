package plan

import (
	"encoding/json"
	"slices"
	"time"

	"edov/flow/entra"
	"edov/flow/jsonout"
)

// Kind and Schema stand in each saved plan.
const (
	Kind   = "edov-plan"
	Schema = 1
)

// Plan is what is to be changed, step by step.
type Plan struct {
	Kind    string    `json:"kind"`
	Schema  int       `json:"schema"`
	Program string    `json:"program,omitempty"`
	Made    time.Time `json:"made"`
	Target  Target    `json:"target"`
	// Undoes is set for a plan that leads back from another one: its steps may delete.
	Undoes bool   `json:"undoes,omitempty"`
	Steps  []Step `json:"steps"`
}

// Target is the app registration that a plan is about.
type Target struct {
	Cloud    entra.Cloud `json:"cloud,omitempty"`
	Tenant   string      `json:"tenant,omitempty"` // tenant ID; empty: not known
	ObjectID string      `json:"id,omitempty"`     // empty until the plan has created the app
	AppID    string      `json:"appId,omitempty"`
	Name     string      `json:"displayName"`
	// PrincipalID is the object ID of the service principal that the plan has created.
	PrincipalID string `json:"servicePrincipalId,omitempty"`
	// TestServer is set for the demo tenant: its plans are for no other place.
	TestServer bool `json:"test_server,omitempty"`
}

// Service says where a step is carried out.
type Service string

// The services.
const (
	ServiceGraph    Service = "microsoft-graph"
	ServiceFile     Service = "file"      // a file of this machine, such as .env
	ServiceClerk    Service = "clerk-cli" // Clerk's own command line program
	ServiceSupabase Service = "supabase"  // Supabase's Management API
	ServiceKeep     Service = "keep"      // the connection, with its secret in the keyring
	ServiceUser     Service = "you"       // what only the user can do: copy a value into a dashboard
)

// Action says what a step does.
type Action string

// The actions. Those of other services than Microsoft Graph are Install and Restore.
const (
	CreateApp       Action = "create-app"
	DeleteApp       Action = "delete-app"
	CreatePrincipal Action = "create-service-principal"
	DeletePrincipal Action = "delete-service-principal"
	Patch           Action = "patch"
	AddSecret       Action = "add-secret"
	RemoveSecret    Action = "remove-secret"
	Install         Action = "install" // write the client ID and the new secret at the product's side
	Restore         Action = "restore" // bring back what Install replaced
)

// Step is one change.
type Step struct {
	ID      string   `json:"id"` // unique in the plan: "optional-claims"
	Service Service  `json:"service"`
	Action  Action   `json:"action"`
	Title   string   `json:"title"`         // "Add xms_edov to the ID token"
	Why     []string `json:"why,omitempty"` // the checks that ask for it
	// Place is what the step is carried out on, where that is not the target: a file's path, a project.
	Place   string   `json:"place,omitempty"`
	Changes []Change `json:"changes"`
	// Widens says what becomes possible for more people than before; empty: nothing.
	Widens string `json:"widens,omitempty"`
	Undo   string `json:"undo,omitempty"`  // how it is undone, in words; empty: it cannot be
	Proof  string `json:"proof,omitempty"` // what shows that it worked, in words
	// Sends is what Request gives, for readers of the file. Read compares it.
	Sends *Request `json:"sends,omitempty"`
}

// MarshalJSON writes a step without changes with an empty list, as every reader of a list expects.
func (s Step) MarshalJSON() ([]byte, error) {
	type members Step
	if s.Changes == nil {
		s.Changes = []Change{}
	}
	return jsonout.Line(members(s))
}

// Change is one member, before and after, in the names of Microsoft Graph: "optionalClaims". Values of secrets never
// stand in it.
type Change struct {
	Path   string          `json:"path"`
	Before json.RawMessage `json:"before"` // null: there was nothing
	After  json.RawMessage `json:"after"`  // null: there will be nothing
}

// What stands in a change outside Microsoft Graph for values that a plan does not have.
const (
	NewSecretMark = `{"secret":"new"}`   // the one that the run adds, or that the Doer has
	OldSecretMark = `{"secret":"old"}`   // the one that is there
	NewAppMark    = `{"target":"appId"}` // the client ID of the app that the plan creates
)

// BackupPath is the change that names the backup of a file. It is no setting of the file.
const BackupPath = "backup"

// Widens reports whether some step lets more people in.
func (p *Plan) Widens() bool {
	return slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Widens != "" })
}

// Creates reports whether the plan makes an app registration that does not exist yet. Its other steps are about it.
func (p *Plan) Creates() bool {
	return slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Action == CreateApp })
}

// Step is the step of an ID; nil: there is none.
func (p *Plan) Step(id string) *Step {
	for i := range p.Steps {
		if p.Steps[i].ID == id {
			return &p.Steps[i]
		}
	}
	return nil
}

// Only is the plan with those steps alone, in its own order.
func (p *Plan) Only(ids ...string) *Plan {
	q := *p
	q.Steps = slices.DeleteFunc(slices.Clone(p.Steps), func(s Step) bool { return !slices.Contains(ids, s.ID) })
	return &q
}

// Services are those that the steps need, each once.
func (p *Plan) Services() []Service {
	var list []Service
	for _, s := range p.Steps {
		if !slices.Contains(list, s.Service) {
			list = append(list, s.Service)
		}
	}
	return list
}
