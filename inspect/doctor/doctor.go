// Package doctor judges what surrounds edov: the terminal, the browser, the keyring, the network, the folders. Judge
// is its door. It is a pure function of Facts, which flow (SeeMachine) and the command gather.
package doctor

import (
	"cmp"
	"strconv"

	"edov/flow"
	"edov/inspect/report"
	"edov/inspect/words"
)

// Outcome is what a line comes to.
type Outcome string

// The outcomes. A warning is something that works, but not as well as it could; a problem keeps edov from working.
const (
	OK         Outcome = "ok"
	Warning    Outcome = "warning"
	Problem    Outcome = "problem"
	NotChecked Outcome = "not-checked"
)

// Mark is how an outcome is marked.
func (o Outcome) Mark() report.Mark {
	switch o {
	case OK:
		return report.MarkPass
	case Warning:
		return report.MarkWarning
	case Problem:
		return report.MarkFail
	}
	return report.MarkUnknown
}

// Facts are what was seen. Empty values were not seen.
type Facts struct {
	Version   string
	Terminal  Terminal
	Clipboard Clipboard
	Keyring   Keyring
	Folders   []Folder
	NoFolders string   // why there are none
	Variables []string // the EDOV_ variables that are set
	Unknown   []string // those of them that edov does not read
	Online    bool     // servers were asked
	ToAsk     string   // how to have them asked, where they were not
	Machine   flow.Machine
}

// Terminal is standard output.
type Terminal struct {
	Is            bool // it is a terminal
	Width, Height int
	Type          string // TERM
	Color         bool
	ColorWhy      string // what decided on colors
	ASCII         bool
	Locale        string // the variable and value that decided on the characters; empty: none is set
}

// Clipboard is how a text would be copied.
type Clipboard struct {
	How       string
	Confirmed bool // it says whether the text was copied
}

// Keyring is the system's keyring. It was asked for a secret that it does not have.
type Keyring struct {
	Answered bool
	Why      string // why it didn't answer
}

// Folder is one of edov's own.
type Folder struct {
	Name, Path string
	Missing    bool   // it is made when something is saved
	Trouble    string // why it can't be used
	Open       bool   // other users can look into it
}

// Line is one thing that was looked at.
type Line struct {
	ID      string  `json:"id"`
	Title   string  `json:"title"`
	Outcome Outcome `json:"outcome"`
	Found   string  `json:"found"`          // what was seen, or why it was not looked at
	Hint    string  `json:"hint,omitempty"` // what to do about it
}

// Report is what all of it comes to. Its schema is docs/schema/doctor.schema.json.
type Report struct {
	Kind       string `json:"kind"`
	Schema     int    `json:"schema"`
	Program    string `json:"program"`
	Online     bool   `json:"online"` // servers were asked
	Problems   int    `json:"problems"`
	Warnings   int    `json:"warnings"`
	NotChecked int    `json:"not_checked"`
	Lines      []Line `json:"lines"`

	network []Line // those of the lines that need it
}

// Judge says of each fact whether edov works with it.
func Judge(f Facts) *Report {
	r := &Report{Kind: "edov-doctor", Schema: 1, Program: f.Version, Online: f.Online, Lines: []Line{}}
	r.add("version", "version", seen{found: f.Version})
	r.add("terminal", "terminal", f.Terminal.size())
	r.add("colors", "colors", f.Terminal.colors())
	r.add("characters", "characters", f.Terminal.characters())
	r.add("browser", "browser", browser(f.Machine))
	r.add("clipboard", "clipboard", f.Clipboard.seen())
	r.add("keyring", "keyring", f.Keyring.seen())
	for _, folder := range f.Folders {
		r.add("folder-"+folder.Name, folder.Name+" folder", folder.seen())
	}
	if f.NoFolders != "" {
		r.add("folders", "folders", seen{problem: f.NoFolders, hint: "set HOME, or XDG_CONFIG_HOME and XDG_STATE_HOME"})
	}
	r.add("variables", "EDOV_ variables", variables(f))
	r.add("port", "redirect port", port(f.Machine))
	r.add("localhost", "localhost", localhost(f.Machine))
	r.add("proxy", "proxy", proxies(f.Machine))
	r.add("credentials", "Azure credentials", credentials(f.Machine))
	offline := len(r.Lines)
	for _, s := range servers(f) {
		r.add("server", s.title, s.seen)
	}
	r.add("clock", "clock", clock(f))
	r.add("token", "Graph token", token(f))
	r.network = r.Lines[offline:]
	return r
}

// Ending is how the look ends: in problems, or without an answer to what was asked. What needs the network and was not
// asked for leaves it clean; each such line says that it was not checked.
func (r *Report) Ending() report.Ending {
	switch {
	case r.Problems > 0:
		return report.EndProblems
	case r.Online && unseen(r.network) > 0:
		return report.EndUnknown
	}
	return report.EndClean
}

// Summary counts what was found.
func (r *Report) Summary() string {
	s := words.Count(r.Problems, "problem", "problems") + ", " + words.Count(r.Warnings, "warning", "warnings") + ", " +
		strconv.Itoa(r.NotChecked) + " not checked"
	if !r.Online {
		s += "; nothing was sent"
	}
	return s
}

// Mark is how the whole is marked.
func (r *Report) Mark() report.Mark {
	switch {
	case r.Problems > 0:
		return report.MarkFail
	case r.Warnings > 0:
		return report.MarkWarning
	case r.NotChecked > 0:
		return report.MarkUnknown
	}
	return report.MarkPass
}

// Unasked is how many lines were not checked because nothing was sent.
func (r *Report) Unasked() int {
	if r.Online {
		return 0
	}
	return unseen(r.network)
}

func unseen(lines []Line) int {
	n := 0
	for _, l := range lines {
		if l.Outcome == NotChecked {
			n++
		}
	}
	return n
}

// seen is what one look found. At most one of its first three says something.
type seen struct {
	found   string // what was seen, and is fine
	problem string
	warning string
	unseen  string // why it was not looked at
	hint    string
}

// add makes a line of what was seen. It is the one place that decides on outcomes: what was not looked at is never ok.
func (r *Report) add(id, title string, s seen) {
	l := Line{ID: id, Title: title, Outcome: NotChecked, Found: s.unseen, Hint: s.hint}
	switch {
	case s.problem != "":
		l.Outcome, l.Found = Problem, s.problem
		r.Problems++
	case s.warning != "":
		l.Outcome, l.Found = Warning, s.warning
		r.Warnings++
	case s.unseen == "" && s.found != "":
		l.Outcome, l.Found = OK, s.found
	default:
		l.Found = cmp.Or(s.unseen, "nothing is known")
		r.NotChecked++
	}
	r.Lines = append(r.Lines, l)
}
