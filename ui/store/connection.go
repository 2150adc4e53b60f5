package store

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"edov/flow"
	"edov/flow/entra"
	"edov/flow/jsonout"
	"edov/flow/strictjson"
)

// SecretSource says where a connection's client secret comes from.
type SecretSource string

// The sources of a client secret.
const (
	SecretKeyring SecretSource = "keyring" // that of the operating system
	SecretAsk     SecretSource = "ask"     // the user is asked each time
	SecretCommand SecretSource = "command" // a program, such as a password manager
	SecretNone    SecretSource = "none"    // a public client has none
)

// Saved is a saved connection. Its Secret is always empty.
type Saved struct {
	Connection flow.Connection // its Name is the file's
	SecretFrom SecretSource
	Command    []string // program and arguments, for SecretCommand
	CreatedAt  time.Time
	UsedAt     time.Time // zero: never

	number   int          // how often it was saved
	revision []byte       // of the file when it was read or written; nil: a new one
	keptFrom SecretSource // SecretFrom in the file
}

// HasSecret reports whether its secret is available without asking the user.
func (v *Saved) HasSecret() bool {
	return v.SecretFrom == SecretKeyring || v.SecretFrom == SecretCommand
}

// Anew is a connection that was loaded, as a new one: after ErrGone it can be saved again. Its secret went with it.
func (v *Saved) Anew() *Saved {
	again := *v
	again.number, again.revision, again.keptFrom = 0, nil, SecretNone
	return &again
}

// Entry is one file of the saved connections. With Err it cannot be used, but the others
// can.
type Entry struct {
	Name  string
	Saved *Saved
	Err   error
	Note  string // what was fixed, such as the file's mode
}

// Names are those of a list, in order.
func Names(list []Entry) []string {
	names := make([]string, 0, len(list))
	for _, e := range list {
		names = append(names, e.Name)
	}
	slices.Sort(names)
	return names
}

// Errors of Save.
var (
	ErrExists  = errors.New("a connection with this name already exists")
	ErrChanged = errors.New("another edov changed it in the meantime; nothing was overwritten")
	ErrGone    = errors.New("another edov deleted it in the meantime")
	ErrUnknown = errors.New("there is no connection with this name")
	// ErrHoldsSecret is for a secret in the wrong place.
	ErrHoldsSecret = errors.New("part of it looks like a client secret or a token; edov never writes those to a file")
)

// ErrNewer is the error of Load for a file that only a newer edov understands.
var ErrNewer = errors.New("its file was written by a newer edov")

// maxConnection bounds the file of a connection.
const maxConnection = 64 << 10

// connectionSchema is the version of the files.
const connectionSchema = 1

// connectionFile is the JSON of a connection.
type connectionFile struct {
	Schema int `json:"schema"`
	// Revision counts how often it was saved. So a change of only the secret changes
	// the file too, and a second edov notices it.
	Revision       int          `json:"revision,omitempty"`
	ClientID       string       `json:"client_id"`
	Tenant         string       `json:"tenant,omitempty"`
	Cloud          entra.Cloud  `json:"cloud,omitempty"`
	Public         bool         `json:"public,omitempty"`
	Scopes         []string     `json:"scopes,omitempty"`
	RedirectURI    string       `json:"redirect_uri,omitempty"`
	FallbackPorts  []int        `json:"fallback_ports,omitempty"`
	ResponseMode   string       `json:"response_mode,omitempty"`
	Prompt         string       `json:"prompt,omitempty"`
	LoginHint      string       `json:"login_hint,omitempty"`
	DomainHint     string       `json:"domain_hint,omitempty"`
	SecretExpires  time.Time    `json:"secret_expires,omitzero"`
	Product        string       `json:"product,omitempty"`
	ProductURI     string       `json:"product_redirect_uri,omitempty"`
	PublishableKey string       `json:"publishable_key,omitempty"`
	SecretFrom     SecretSource `json:"secret_from"`
	SecretCommand  []string     `json:"secret_command,omitempty"`
	CreatedAt      time.Time    `json:"created_at"`
}

// members are the names that a file may have. A file with another one is refused: its
// meaning could matter.
var members = []string{
	"schema", "revision", "client_id", "tenant", "cloud", "public", "scopes", "redirect_uri", "fallback_ports",
	"response_mode", "prompt", "login_hint", "domain_hint", "secret_expires", "product", "product_redirect_uri",
	"publishable_key", "secret_from", "secret_command", "created_at",
}

func (s *Store) connections() (folder, error) { return s.below(s.dirs.Config, "connections") }

// List reads all connections, by name.
func (s *Store) List() ([]Entry, error) {
	f, err := s.connections()
	if err != nil {
		return nil, err
	}
	f.tidy()
	names, err := f.names()
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	list := make([]Entry, 0, len(names))
	for _, name := range names {
		e := Entry{Name: name}
		e.Saved, e.Note, e.Err = s.Load(name)
		list = append(list, e)
	}
	return list, nil
}

// Load reads one connection. The note says what was fixed, such as the mode of its file.
func (s *Store) Load(name string) (*Saved, string, error) {
	if err := ValidName(name); err != nil {
		return nil, "", err
	}
	f, err := s.connections()
	if err != nil {
		return nil, "", err
	}
	data, note, err := f.read(name+".json", maxConnection)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, "", about("connection", name, ErrUnknown)
	case err != nil:
		return nil, "", about("connection", name, err)
	}
	saved, err := parseConnection(name, data)
	if err != nil {
		return nil, "", about("connection", name, err)
	}
	saved.UsedAt = s.UsedAt(name)
	return saved, note, nil
}

// parseConnection reads the file of a connection, as strictly as a file from somewhere
// else: the user may have edited it.
func parseConnection(name string, data []byte) (*Saved, error) {
	value, err := strictjson.Parse(data, strictjson.Limits{Bytes: maxConnection, Depth: 4, Members: 500, Number: 20})
	if err != nil {
		return nil, errors.New("its file can't be read: " + err.Error())
	}
	if value.Kind != strictjson.Object {
		return nil, errors.New("its file is not a JSON object")
	}
	var file connectionFile
	if v := value.Get("schema"); v.Kind == strictjson.Number && v.Text != "1" {
		return nil, ErrNewer
	}
	for _, n := range value.Names() {
		if !slices.Contains(members, n) {
			return nil, errors.New("its file has an unknown member: " + n)
		}
	}
	if json.Unmarshal(data, &file) != nil || file.Schema != connectionSchema {
		return nil, errors.New("its file is not a saved connection: a member has the wrong type, or schema is missing")
	}
	saved := file.saved(name)
	return saved, saved.check(data)
}

func (file *connectionFile) saved(name string) *Saved {
	return &Saved{
		Connection: flow.Connection{
			Name: name, Cloud: file.Cloud, Tenant: file.Tenant, ClientID: file.ClientID, Public: file.Public,
			Scopes: file.Scopes, RedirectURI: file.RedirectURI, FallbackPorts: file.FallbackPorts,
			ResponseMode: file.ResponseMode, Prompt: file.Prompt, LoginHint: file.LoginHint,
			DomainHint: file.DomainHint, SecretExpires: file.SecretExpires.UTC(), Product: file.Product,
			ProductRedirectURI: file.ProductURI, PublishableKey: file.PublishableKey,
		},
		SecretFrom: file.SecretFrom, Command: file.SecretCommand, CreatedAt: file.CreatedAt, number: file.Revision,
	}
}

// check refuses an impossible source of the secret, and remembers the file.
func (v *Saved) check(data []byte) error {
	switch {
	case v.SecretFrom == SecretCommand && len(v.Command) == 0:
		return errors.New("its file says that the secret comes from a command, but names none")
	case !slices.Contains([]SecretSource{SecretKeyring, SecretAsk, SecretCommand, SecretNone}, v.SecretFrom):
		return errors.New("its file names an unknown source of the secret")
	}
	v.remember(data)
	return nil
}

// remember notes what is in the file now.
func (v *Saved) remember(data []byte) { v.revision, v.keptFrom = revision(data), v.SecretFrom }

func revision(data []byte) []byte {
	sum := sha256.Sum256(data)
	return sum[:]
}

func (v *Saved) file() *connectionFile {
	c := v.Connection
	return &connectionFile{
		Schema: connectionSchema, Revision: v.number + 1, ClientID: c.ClientID, Tenant: c.Tenant, Cloud: c.Cloud,
		Public: c.Public, Scopes: c.Scopes, RedirectURI: c.RedirectURI, FallbackPorts: c.FallbackPorts,
		ResponseMode: c.ResponseMode, Prompt: c.Prompt, LoginHint: c.LoginHint, DomainHint: c.DomainHint,
		SecretExpires: c.SecretExpires, Product: c.Product,
		ProductURI: c.ProductRedirectURI, PublishableKey: c.PublishableKey,
		SecretFrom: v.SecretFrom, SecretCommand: v.Command, CreatedAt: v.CreatedAt,
	}
}

// Save writes a connection: a new one, or one that was loaded. With ErrExists and
// ErrChanged the existing file stays; with ErrGone none appears. The secret is not written. A connection to a test
// server is refused, since its file could send the secret somewhere else.
func (s *Store) Save(saved *Saved) error {
	name := saved.Connection.Name
	if err := ValidName(name); err != nil {
		return err
	}
	if saved.Connection.Authority != "" || saved.Connection.TrustAuthority || saved.Connection.Demo {
		return errors.New("a connection to a test server can't be saved: use --authority each time")
	}
	if saved.CreatedAt.IsZero() {
		saved.CreatedAt = s.now().UTC().Truncate(time.Second)
	}
	f, err := s.connections()
	if err != nil {
		return err
	}
	if jsonout.Masks(saved.file()) { // for example in the command
		return about("connection", name, ErrHoldsSecret)
	}
	data, err := jsonout.Indented(saved.file())
	if err != nil {
		return errors.New("the connection couldn't be written as JSON")
	}
	if _, err := parseConnection(name, data); err != nil {
		return about("connection", name, err)
	}
	err = f.change(func(root *os.Root) error {
		if err := saved.mayReplace(root, name); err != nil {
			return err
		}
		return write(root, name+".json", data)
	})
	if err != nil {
		return about("connection", name, err)
	}
	saved.number++
	saved.remember(data)
	return nil
}

// mayReplace reports whether the file is as it was when it was loaded, or still does not
// exist.
func (v *Saved) mayReplace(root *os.Root, name string) error {
	for _, e := range entries(root) {
		if other, ok := strings.CutSuffix(e.Name(), ".json"); ok && other != name && strings.EqualFold(other, name) {
			return ErrExists // one file on systems that ignore case
		}
	}
	now, _, err := readIn(root, name+".json", maxConnection)
	switch {
	case errors.Is(err, fs.ErrNotExist) && v.revision == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return ErrGone
	case err == nil && v.revision == nil:
		return ErrExists
	case err != nil || !slices.Equal(revision(now), v.revision):
		return ErrChanged
	}
	return nil
}
