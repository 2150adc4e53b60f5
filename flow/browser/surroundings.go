package browser

import (
	"cmp"
	"io/fs"
	"net"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strings"

	"edov/flow/lazy"
)

// Surroundings say where edov runs, as far as it matters for whether the user's browser can reach
// the listener. They only change the order of attempts and the hints.
type Surroundings struct {
	SSH        bool // a remote shell: the browser is on another machine
	WSL        bool // Windows Subsystem for Linux: the browser is Windows'
	Container  bool
	Codespaces bool
	Headless   bool   // no display to show a browser on
	User, Host string // for the ssh command; empty if not known or unusual
	codespace  string
}

// orOS is a reader of the environment; nil means os.Getenv.
func orOS(getenv func(string) string) func(string) string {
	if getenv == nil {
		return os.Getenv
	}
	return getenv
}

// Around looks at the environment and a few well-known files. getenv reads the environment; nil means
// os.Getenv.
func Around(getenv func(string) string) Surroundings {
	s := aroundIn(orOS(getenv), os.DirFS("/"), runtime.GOOS)
	if s.Host == "" {
		name, _ := os.Hostname() // without a name, the command has a placeholder
		s.Host = shellSafe(name)
	}
	return s
}

func aroundIn(getenv func(string) string, root fs.FS, goos string) Surroundings {
	s := Surroundings{
		SSH:        getenv("SSH_CONNECTION") != "" || getenv("SSH_TTY") != "",
		WSL:        goos == "linux" && (getenv("WSL_DISTRO_NAME") != "" || isWSLKernel(root)),
		Codespaces: getenv("CODESPACES") == "true",
		Container:  getenv("REMOTE_CONTAINERS") != "" || exists(root, ".dockerenv") || exists(root, "run/.containerenv"),
		User:       shellSafe(getenv("USER")),
		codespace:  shellSafe(getenv("CODESPACE_NAME")),
	}
	windowed := goos == "windows" || goos == "darwin" || s.WSL
	s.Headless = !windowed && getenv("DISPLAY") == "" && getenv("WAYLAND_DISPLAY") == ""
	// "client address, client port, server address, server port" (ssh(1)).
	if fields := strings.Fields(getenv("SSH_CONNECTION")); len(fields) == 4 {
		s.Host = shellSafe(fields[2])
	}
	return s
}

// isWSLKernel finds Microsoft's name in the kernel's version, as in
// "5.15.90.1-microsoft-standard-WSL2".
func isWSLKernel(root fs.FS) bool {
	version, err := fs.ReadFile(root, "proc/version")
	return err == nil && strings.Contains(strings.ToLower(string(version)), "microsoft")
}

func exists(root fs.FS, name string) bool {
	_, err := fs.Stat(root, name)
	return err == nil
}

var shellWord = lazy.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.:@%-]{0,252}$`)

// shellSafe returns "" for a word that a shell might interpret: the command is made to be pasted
// into one.
func shellSafe(word string) string {
	if !shellWord.MatchString(word) {
		return ""
	}
	return word
}

// ForwardCommand is the command that makes addresses of this machine reachable for a browser on the user's own machine,
// where it has to be run: the exact ssh command, or GitHub's own command in a codespace. Beside the listener, they are
// pages that edov itself serves, such as the demo tenant's. It is "" if none is needed or known.
func (s Surroundings) ForwardCommand(addresses ...string) string {
	var ports, ways []string
	for _, address := range addresses {
		u, err := url.Parse(address)
		if err != nil || u.Port() == "" || !isLoopback(u.Hostname()) || slices.Contains(ports, u.Port()) {
			continue
		}
		ports = append(ports, u.Port())
		ways = append(ways, u.Port()+":"+net.JoinHostPort(u.Hostname(), u.Port()))
	}
	switch {
	case len(ports) == 0:
		return ""
	case s.Codespaces:
		command := "gh codespace ports forward"
		for _, port := range ports {
			command += " " + port + ":" + port
		}
		if s.codespace != "" {
			command += " -c " + s.codespace
		}
		return command
	case !s.SSH:
		return ""
	}
	return "ssh -L " + strings.Join(ways, " -L ") + " " + cmp.Or(s.User, "you") + "@" + cmp.Or(s.Host, "this-machine")
}

// isLoopback holds for the names that a machine has for itself.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}
