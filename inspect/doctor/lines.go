package doctor

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"edov/flow"
)

// The size that the interactive program is made for.
const (
	screenWidth  = 80
	screenHeight = 24
)

func (t Terminal) size() seen {
	kind := cmp.Or(t.Type, "TERM is not set")
	if !t.Is {
		return seen{unseen: "standard output is not a terminal", hint: "without a pipe or --output, edov looks at it"}
	}
	size := fmt.Sprintf("%d x %d, %s", t.Width, t.Height, kind)
	switch {
	case t.Type == "dumb":
		return seen{warning: size + ": edov works line by line"}
	case t.Width == 0 || t.Height == 0:
		return seen{warning: kind + ", of unknown size", hint: "set COLUMNS"}
	case t.Width < screenWidth || t.Height < screenHeight:
		return seen{warning: size, hint: fmt.Sprintf("the screens are made for %d x %d or more", screenWidth, screenHeight)}
	}
	return seen{found: size}
}

func (t Terminal) colors() seen {
	if t.Color {
		return seen{found: "on: " + t.ColorWhy}
	}
	return seen{found: "off: " + t.ColorWhy}
}

func (t Terminal) characters() seen {
	switch {
	case t.Locale == "":
		return seen{found: "Unicode; no locale is set"}
	case t.ASCII:
		return seen{warning: "ASCII only: " + t.Locale, hint: "LANG=C.UTF-8 shows lines and marks as they are meant"}
	}
	return seen{found: "Unicode: " + t.Locale}
}

func browser(m flow.Machine) seen {
	if m.Browser != "" {
		return seen{found: m.Browser}
	}
	return seen{
		warning: "none would be opened: " + m.NoBrowser,
		hint:    "edov signin shows the link; docs/headless-and-ssh.md says how to use it from another machine",
	}
}

func (c Clipboard) seen() seen {
	if !c.Confirmed {
		return seen{unseen: c.How + ", which doesn't say whether it copies", hint: "copy a value in edov, and paste it"}
	}
	return seen{found: c.How}
}

func (k Keyring) seen() seen {
	if k.Answered {
		return seen{found: "it answers; nothing was read or written"}
	}
	return seen{warning: k.Why, hint: "edov asks for the secret each time, or gets it with --secret-command"}
}

func (f Folder) seen() seen {
	switch {
	case f.Trouble != "":
		return seen{problem: f.Path + ": " + f.Trouble}
	case f.Missing:
		return seen{found: f.Path + "; it is made when something is saved"}
	case f.Open:
		return seen{
			warning: f.Path + ": other users can look into it",
			hint:    "chmod 700 it; edov does so when it saves something",
		}
	}
	return seen{found: f.Path + "; only you can open it"}
}

func variables(f Facts) seen {
	switch {
	case len(f.Unknown) > 0:
		return seen{
			warning: "edov doesn't read " + strings.Join(f.Unknown, ", "),
			hint:    "docs/ci.md lists the variables; check the spelling",
		}
	case len(f.Variables) == 0:
		return seen{found: "none is set"}
	}
	return seen{found: strings.Join(f.Variables, ", ")}
}

func port(m flow.Machine) seen {
	if f := m.PortFailure; f != nil {
		return seen{problem: f.Summary, hint: f.Hint + "; with --fallback-port a sign-in tries others"}
	}
	return seen{found: strconv.Itoa(m.Port) + " is free"}
}

func localhost(m flow.Machine) seen {
	var other []string
	four := false
	for _, address := range m.Localhost {
		switch address {
		case "127.0.0.1":
			four = true
		case "::1":
		default:
			other = append(other, address)
		}
	}
	six := "; ::1 works"
	if !m.IPv6 {
		six = "; there is no ::1, so edov listens on 127.0.0.1 only"
	}
	switch {
	case len(m.Localhost) == 0:
		return seen{
			unseen: "the hosts file doesn't name localhost, and the DNS was not asked" + six,
			hint:   "a sign-in shows whether the browser comes back",
		}
	case len(other) > 0:
		return seen{
			problem: "the hosts file says " + strings.Join(m.Localhost, ", "),
			hint:    "localhost is 127.0.0.1 and ::1; a browser may not find edov's listener otherwise",
		}
	case !four:
		return seen{
			warning: "the hosts file says only " + strings.Join(m.Localhost, ", "),
			hint:    "add 127.0.0.1 localhost to the hosts file if the browser doesn't come back",
		}
	}
	return seen{found: strings.Join(m.Localhost, ", ") + six}
}

func proxies(m flow.Machine) seen {
	var list []string
	for _, p := range m.Proxies {
		if p.Invalid {
			return seen{problem: p.Name + " is not the address of a proxy", hint: "its form is http://HOST:PORT"}
		}
		list = append(list, p.Name+"="+p.Value)
	}
	if len(list) == 0 {
		return seen{found: "none is set"}
	}
	return seen{found: strings.Join(list, ", ")}
}

func credentials(m flow.Machine) seen {
	var used, others []string
	for _, c := range m.Credentials {
		switch {
		case c.Found == "":
		case c.Usual:
			used = append(used, c.Name+": "+c.Found)
		default:
			others = append(others, c.Name+": "+c.Found+", which edov doesn't use")
		}
	}
	if len(used) == 0 {
		return seen{
			warning: strings.Join(append([]string{"none was found"}, others...), "; "),
			hint:    "edov app --live and edov setup need them: az login, azd auth login or Connect-AzAccount",
		}
	}
	return seen{found: strings.Join(append(used, others...), "; ")}
}

// titled is what was seen of one server.
type titled struct {
	title string
	seen  seen
}

func servers(f Facts) []titled {
	if !f.Online {
		return []titled{{"Microsoft's servers", seen{unseen: f.ToAsk}}}
	}
	var list []titled
	for _, s := range f.Machine.Servers {
		t := titled{title: s.Host, seen: seen{found: "answered in " + s.Took.Round(time.Millisecond).String()}}
		if s.Failure != nil {
			t.seen = seen{problem: s.Failure.Summary, hint: s.Failure.Hint}
		}
		list = append(list, t)
	}
	return list
}

// maxSkew is how far a clock may be off: Microsoft's tokens are checked with five minutes to spare.
const maxSkew = 5 * time.Minute

func clock(f Facts) seen {
	if !f.Online {
		return seen{unseen: f.ToAsk}
	}
	for _, s := range f.Machine.Servers {
		if s.Date.IsZero() {
			continue
		}
		off := s.At.Sub(s.Date).Round(time.Second)
		switch {
		case off.Abs() > maxSkew:
			return seen{
				problem: off.Abs().String() + direction(off) + s.Host,
				hint:    "set this machine's clock: tokens look expired, or not valid yet",
			}
		case off.Abs() < 2*time.Second: // the header has whole seconds, and took its time
			return seen{found: "as " + s.Host + " says"}
		}
		return seen{found: off.Abs().String() + direction(off) + s.Host}
	}
	return seen{unseen: "no server said what time it is"}
}

func direction(off time.Duration) string {
	if off < 0 {
		return " behind "
	}
	return " ahead of "
}

func token(f Facts) seen {
	switch t := f.Machine.Token; {
	case t == nil:
		return seen{unseen: f.ToAsk}
	case t.Failure != nil:
		s := seen{warning: "none could be had"}
		if failure, ok := t.Failure.(*flow.Failure); ok { //nolint:errorlint // it is never wrapped
			s = seen{warning: failure.Summary, hint: failure.Hint}
		}
		return s
	}
	return seen{found: "the credentials gave one, which was thrown away"}
}
