package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"edov/flow/appreg"
	"edov/flow/demo"
	"edov/flow/files"
	"edov/ui/render/text"
)

// servePort is where the demo tenant is served when no port is given: the same at every start, so that a project's
// configuration can name it.
const servePort = 9443

// serveFlags are those of edov demo --serve.
type serveFlags struct {
	on        bool
	folder    string
	redirects []string
}

func (f *serveFlags) add(c *cobra.Command) {
	s := c.Flags()
	s.BoolVar(&f.on, "serve", false, "keep the demo tenant running for other programs, until you press Ctrl+C")
	s.StringVar(&f.folder, "files", "", "with --serve: the `FOLDER` for the files of the secret and the certificate")
	s.StringSliceVar(&f.redirects, "redirect-uri", nil, "with --serve: also register this redirect `URI` (platform Web)")
}

// use says which flags have an effect.
func (f *demoFlags) use() []flagUse {
	return []flagUse{
		{
			flags: "list headless browser me response-mode save fail-on verbose claims share products",
			used:  !f.serve.on, why: "with --serve",
		},
		{flags: "headless", used: !f.browser, why: "with --browser", hint: "--headless lets the demo user sign in"},
		{flags: "files redirect-uri", used: f.serve.on, why: "without --serve"},
		{
			flags: "headless browser me response-mode save fail-on verbose claims share products port tls",
			used:  !f.list, why: "with --list",
		},
	}
}

// served is what other programs need to know about a demo tenant that is running.
type served struct {
	Scenario     string       `json:"scenario"`
	URL          string       `json:"url"`
	TenantID     string       `json:"tenant_id"`
	Issuer       string       `json:"issuer"`
	Authority    string       `json:"authority"`
	ClientID     string       `json:"client_id"`
	SecretFile   string       `json:"client_secret_file,omitempty"`
	CAFile       string       `json:"ca_file,omitempty"`
	RedirectURIs []string     `json:"redirect_uris"`
	Users        []servedUser `json:"test_users"`
	Portal       string       `json:"portal"`
	Clerk        servedAPI    `json:"clerk"`
	Supabase     servedAPI    `json:"supabase"`
}

// servedAPI is a look-alike of the API that changes a product's settings.
type servedAPI struct {
	URL       string `json:"url"`
	Place     string `json:"place"` // the app and instance, or the project's reference
	TokenFile string `json:"token_file"`
}

// servedUser is a person who can sign in.
type servedUser struct {
	Account  string `json:"account"`
	Name     string `json:"name"`
	Username string `json:"username"`
	Note     string `json:"note"`
}

// serveDemo keeps a demo tenant running until ctx ends.
func (p *Program) serveDemo(ctx context.Context, scenario demo.Scenario, f *demoFlags, o *output) error {
	options := demo.Options{TLS: f.tls, Now: p.Env.Now, Port: servePort, OnlyPort: true}
	if f.given("port") {
		options.Port, options.OnlyPort = f.port, f.port != 0
	}
	for _, uri := range f.serve.redirects {
		options.Redirects = append(options.Redirects, demo.Redirect{URI: uri, Platform: appreg.PlatformWeb})
	}
	server, err := demo.Start(scenario, options)
	switch {
	case errors.Is(err, demo.ErrPort):
		return unfinished("port "+strconv.Itoa(options.Port)+" is in use, or you may not use it",
			"choose another with --port, or any free one with --port 0")
	case errors.Is(err, demo.ErrRules):
		return usageError("a redirect URI can't be registered: "+reasonOf(err),
			"use https, or http://localhost, and leave out what is registered already")
	case err != nil:
		return errNoDemo()
	}
	defer server.Close()
	facts := factsOf(server)
	remove, err := facts.write(server, f.serve.folder)
	defer remove()
	if err != nil {
		return err
	}
	if err := p.show(o, forms{
		json: servedDocument{kindOf("demo"), facts}, markdown: facts.markdown, text: facts.text,
	}); err != nil {
		return err
	}
	p.say("serving the demo tenant, not Microsoft, on this machine only; stop it with Ctrl+C")
	<-ctx.Done()
	p.say("the demo tenant has stopped; its files are removed")
	return errServed
}

// reasonOf is the rule that a setup breaks, without the sentence in front of it.
func reasonOf(err error) string {
	return strings.TrimPrefix(err.Error(), demo.ErrRules.Error()+": ")
}

func factsOf(server *demo.Server) *served {
	setup, url := server.Setup(), server.URL()
	facts := &served{
		Scenario: server.Scenario().ID, URL: url, TenantID: demo.TenantID, Issuer: url + "/" + demo.TenantID + "/v2.0",
		Authority: url + "/" + server.Connection().Tenant, ClientID: demo.ClientID, RedirectURIs: []string{},
		Portal: server.PortalURL("Overview"), Clerk: servedAPI{URL: url, Place: server.ClerkPlace()},
		Supabase: servedAPI{URL: url, Place: server.Supabase().Ref},
	}
	if setup.App != nil {
		facts.RedirectURIs = append(facts.RedirectURIs, setup.App.RedirectsOf(appreg.PlatformWeb)...)
	}
	for _, u := range demo.Users() {
		facts.Users = append(facts.Users, servedUser{u.Account, u.Name, u.Username, u.Note})
	}
	return facts
}

// write writes the files that other programs read, for their owner only. remove takes them away again; it can always be
// called.
func (s *served) write(server *demo.Server, folder string) (remove func(), err error) {
	var made []string
	remove = func() {
		for _, path := range slices.Backward(made) {
			_ = os.Remove(path) // a folder that is not empty stays
		}
	}
	if folder == "" {
		if folder, err = os.MkdirTemp("", "edov-demo-"); err != nil {
			return remove, unfinished("no folder for the demo tenant's files can be made: "+files.Reason(err), "use --files")
		}
		made = append(made, folder)
	} else if err = os.MkdirAll(folder, 0o700); err != nil {
		return remove, notWritten(folder, err)
	}
	if folder, err = filepath.Abs(folder); err != nil {
		return remove, notWritten(folder, err)
	}
	write := func(name, content string) string {
		if content == "" || err != nil {
			return ""
		}
		path := filepath.Join(folder, name)
		if failed := files.Replace(path, []byte(content), true); failed != nil {
			err = notWritten(path, failed)
			return ""
		}
		made = append(made, path)
		return path
	}
	s.SecretFile = write("client-secret", server.Connection().Secret.Reveal())
	s.CAFile = write("ca.pem", string(server.CAPEM()))
	s.Clerk.TokenFile = write("clerk-token", server.ClerkToken().Reveal())
	s.Supabase.TokenFile = write("supabase-token", server.Supabase().Token.Reveal())
	return remove, err
}

// rows are the facts for people.
func (s *served) rows() [][]string {
	rows := [][]string{
		{"URL", s.URL}, {"issuer", s.Issuer}, {"authority", s.Authority}, {"client ID", s.ClientID},
	}
	add := func(name, value string) {
		if value != "" {
			rows = append(rows, []string{name, value})
		}
	}
	add("client secret", s.SecretFile)
	add("CA certificate", s.CAFile)
	for _, uri := range s.RedirectURIs {
		add("redirect URI", uri)
	}
	for _, u := range s.Users {
		add("test user", u.Name+", "+u.Username)
	}
	add("app registration", s.Portal)
	add("Clerk's API", s.Clerk.URL+", "+s.Clerk.Place)
	add("its token", s.Clerk.TokenFile)
	add("Supabase's API", s.Supabase.URL+", "+s.Supabase.Place)
	add("its token", s.Supabase.TokenFile)
	return rows
}

func (s *served) text(w io.Writer, style text.Style) error {
	return text.Table(w, []int{18}, s.rows(), style)
}

func (s *served) markdown() string {
	table := "| demo tenant | " + s.Scenario + " |\n|---|---|\n"
	for _, row := range s.rows() {
		table += fmt.Sprintf("| %s | `%s` |\n", row[0], row[1])
	}
	return table
}
