package flow

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"edov/flow/browser"
	"edov/flow/entra"
)

// Machine is what edov sees of the machine that it runs on, as plain facts: nothing is judged, changed or, without
// Online, sent.
type Machine struct {
	Browser     string // what would open the sign-in page; empty: nothing would
	NoBrowser   string // why nothing would
	Proxies     []Proxy
	Port        int
	PortFailure *Failure // why the port can't be used, as a sign-in would say; nil: it is free
	Localhost   []string
	IPv6        bool // ::1 can be listened on
	Credentials []CredentialSource
	Servers     []ServerSeen // empty without Online
	Token       *TokenSeen   // nil without Online
}

// Proxy is a variable about proxies.
type Proxy struct {
	Name, Value string // the value without user name and password
	Invalid     bool
}

// CredentialSource is where credentials for Microsoft Graph may come from.
type CredentialSource struct {
	Name  string // such as "Azure CLI"
	Found string // what was found of it; empty: nothing
	Usual bool   // edov uses it
}

// ServerSeen is what became of one request to a server.
type ServerSeen struct {
	Host    string
	Took    time.Duration
	Failure *Failure  // nil: it answered
	Date    time.Time // of its answer; zero: it didn't say
	At      time.Time // when the answer came
}

// TokenSeen is whether the credentials of this machine gave an access token, which is thrown away.
type TokenSeen struct{ Failure error }

// MachineOptions say how closely to look.
type MachineOptions struct {
	Online  bool // ask Microsoft's servers, and for a token
	Cloud   entra.Cloud
	Port    int
	Program string
}

// SeeMachine looks at the machine.
func SeeMachine(ctx context.Context, env Env, o MachineOptions) Machine {
	m := Machine{Port: o.Port}
	m.Browser, m.NoBrowser = browser.Would(env.Getenv)
	m.Proxies = proxiesOf(env.getenv)
	m.seePort(net.Listen)
	m.Localhost = hostsFile("localhost")
	if ln, err := net.Listen("tcp6", "[::1]:0"); err == nil {
		m.IPv6 = true
		ln.Close()
	}
	home, _ := os.UserHomeDir() // without one, nothing is found in it
	m.Credentials = credentialSources(env.getenv, home)
	if o.Online {
		for _, address := range []string{o.Cloud.LoginHost(), strings.TrimPrefix(entra.GraphBase(o.Cloud), "https://")} {
			m.Servers = append(m.Servers, seeServer(ctx, env, o, address))
		}
		_, err := GraphBearer(env, o.Cloud, "")(ctx)
		m.Token = &TokenSeen{err}
	}
	return m
}

// seePort binds the port as a sign-in does, and lets it go.
func (m *Machine) seePort(listen listenFunc) {
	uri := &url.URL{Scheme: "http", Host: "localhost"}
	b, err := bindPort(listen, uri, m.Port)
	if err != nil {
		m.PortFailure = err.failure([]int{m.Port})
		return
	}
	b.closeListeners()
}

// proxiesOf are the variables about proxies that are set, as net/http reads them.
func proxiesOf(getenv func(string) string) (list []Proxy) {
	for _, name := range []string{"HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"} {
		for _, spelling := range []string{name, strings.ToLower(name)} {
			value := getenv(spelling)
			if value == "" {
				continue
			}
			p := Proxy{Name: spelling, Value: value}
			if name != "NO_PROXY" {
				p.Value, p.Invalid = withoutUser(value)
			}
			list = append(list, p)
			break // the first spelling counts
		}
	}
	return list
}

// withoutUser is the address of a proxy without user name and password.
func withoutUser(value string) (address string, invalid bool) {
	if !strings.Contains(value, "://") {
		value = "http://" + value // as net/http reads it
	}
	u, err := url.Parse(value)
	if err != nil || u.Host == "" {
		return "", true
	}
	if u.User != nil {
		return u.Scheme + "://***@" + u.Host, false
	}
	return u.Scheme + "://" + u.Host, false
}

var errNoNetwork = errors.New("no network")

// hostsFile are the addresses of a name in the hosts file. The DNS is not asked.
func hostsFile(name string) []string {
	r := net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errNoNetwork
	}}
	addresses, err := r.LookupHost(context.Background(), name)
	if err != nil {
		return nil
	}
	return addresses
}

// credentialSources says what there is of each way to Microsoft Graph: programs and names of variables, no values.
func credentialSources(getenv func(string) string, home string) []CredentialSource {
	set := func(names ...string) string {
		var found []string
		for _, name := range names {
			if getenv(name) != "" {
				found = append(found, name)
			}
		}
		return strings.Join(found, ", ")
	}
	program := func(name, profile, without string) string {
		path, err := exec.LookPath(name)
		if err != nil {
			return ""
		}
		if profile == "" || home == "" {
			return path
		}
		if _, err := os.Stat(filepath.Join(home, filepath.FromSlash(profile))); err != nil {
			return path + " (" + without + ")"
		}
		return path
	}
	const noUse = "no one is signed in"
	return []CredentialSource{
		{
			"environment",
			set("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH"), true,
		},
		{"Azure CLI", program("az", ".azure/azureProfile.json", noUse), true},
		{"Azure Developer CLI", program("azd", ".azd/auth.json", noUse), true},
		{"PowerShell", program("pwsh", "", ""), true},
		{"managed identity", set("IDENTITY_ENDPOINT", "MSI_ENDPOINT", "AZURE_FEDERATED_TOKEN_FILE"), false},
	}
}

// seeServer sends one request without any data.
func seeServer(ctx context.Context, env Env, o MachineOptions, host string) ServerSeen {
	cl := newClient(env, Connection{Cloud: o.Cloud}, o.Program, nil)
	defer cl.close()
	s := ServerSeen{Host: host}
	u := &url.URL{Scheme: "https", Host: host, Path: "/"}
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, u.String(), http.NoBody)
	if err != nil {
		s.Failure = &Failure{Kind: FailureLocal, Summary: "the address is not valid"}
		return s
	}
	req.Header.Set("User-Agent", cl.agent)
	began := env.now()
	resp, err := cl.http.Transport.RoundTrip(req) // a redirect is an answer too
	s.At = env.now()
	s.Took = s.At.Sub(began)
	if err != nil {
		s.Failure = cl.explain(err, u)
		return s
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<10))
	resp.Body.Close()
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		s.Date = date
	}
	return s
}
