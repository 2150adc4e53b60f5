package cmd

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"edov/flow/mask"
	"edov/inspect/report"
	"edov/ui/files"
	"edov/ui/render/markdown"
	"edov/ui/render/text"
)

// output is where a result goes and in which form.
type output struct {
	format  string
	file    string
	force   bool
	failOn  string
	noColor bool
	verbose bool
	claims  bool
	all     bool // all products
	share   bool // for others to see
}

// add registers the flags that every report command has.
func (o *output) add(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.format, "format", "text", "text, json or markdown")
	f.StringVarP(&o.file, "output", "o", "", "write the result to `FILE`; never overwrites without --force")
	f.BoolVar(&o.force, "force", false, "overwrite existing files")
	f.StringVar(&o.failOn, "fail-on", "error", "exit with 1 from this severity on: error, warning, note or never")
	f.BoolVar(&o.noColor, "no-color", false, "no colours")
	f.BoolVar(&o.verbose, "verbose", false, "show passed checks, claims and each request too")
	f.BoolVar(&o.claims, "claims", false, "show the claims of the tokens")
	f.BoolVar(&o.share, "share", false, "replace names, addresses and IDs of people, to hand the report on")
	f.BoolVar(&o.all, "products", false, "show how each auth product would take the email")
}

// check refuses unknown values before anything is done.
func (o *output) check() error {
	switch o.format {
	case "text", "json", "markdown":
	default:
		return usageError("there is no format "+quoted(o.format), "use text, json or markdown")
	}
	switch o.failOn {
	case "error", "warning", "note", "never":
	default:
		return usageError("there is no severity "+quoted(o.failOn), "use error, warning, note or never")
	}
	if o.file == "" {
		return nil
	}
	return checkTarget(o.file, o.force)
}

// checkTarget says whether a file can be written, as far as that can be seen
// before anybody has to sign in. Links are not followed.
func checkTarget(path string, force bool) error {
	info, err := os.Lstat(path)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return usageError(quoted(path)+" is not a regular file: "+files.NotRegular(info.Mode()),
			"choose another name; links are not followed")
	case err == nil && !force:
		return errExists(path)
	case err == nil && info.Mode().Perm()&0o200 == 0:
		return usageError(quoted(path)+" is read-only", "choose another name, or make the file writable")
	}
	folder, folderErr := os.Stat(filepath.Dir(path))
	switch {
	case errors.Is(folderErr, fs.ErrNotExist):
		return usageError("there is no folder for "+quoted(path), "make the folder first, or choose another")
	case folderErr == nil && !folder.IsDir():
		return usageError("there is no folder for "+quoted(path)+": a part of the path is a file", "choose another folder")
	case folderErr != nil:
		return notWritten(path, folderErr)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return notWritten(path, err)
	}
	return nil
}

// notWritten says in words why a file could not be written.
func notWritten(path string, err error) error {
	return unfinished(quoted(path)+" could not be written: "+files.Reason(err), "choose another name or folder")
}

// errFileExists is what errExists wraps.
var errFileExists = errors.New("the file exists already")

func errExists(path string) error {
	return &exitError{code: ExitUsage, cause: errFileExists, what: quoted(path) + " exists already", hints: []string{"choose another name, or overwrite it with --force"}}
}

// report writes a report and gives the error that carries the exit code.
func (p Program) report(o *output, r *report.Report) error {
	if o.share {
		var err error
		if r, err = shared(r); err != nil {
			return unfinished(err.Error())
		}
	}
	data, err := p.render(o, r)
	if err != nil {
		return unfinished("the report could not be written as " + o.format)
	}
	if err := p.write(o, data); err != nil {
		return err
	}
	return endOf(r.Conclude(report.Severity(o.failOn)).Ending)
}

// endOf is the end of a command whose result is out: nil, or the exit code alone.
func endOf(e report.Ending) error {
	switch e {
	case report.EndProblems:
		return &exitError{code: ExitProblems}
	case report.EndUnknown:
		return &exitError{code: ExitUnfinished}
	}
	return nil
}

// shared is a report to hand on. Its pseudonyms are of this one time.
func shared(r *report.Report) (*report.Report, error) {
	var salt [32]byte
	_, _ = rand.Read(salt[:]) // never fails
	return r.Share(salt[:])
}

func (p Program) render(o *output, r *report.Report) ([]byte, error) {
	switch o.format {
	case "json":
		return r.JSON()
	case "markdown":
		return []byte(markdown.Report(r)), nil
	}
	var b bytes.Buffer
	style := p.style(p.Stdout, o.noColor || o.file != "")
	err := text.Report(&b, r, text.Options{Style: style, Verbose: o.verbose, Claims: o.claims, Products: o.all})
	return b.Bytes(), err
}

// write sends a result to stdout or into a file.
func (p Program) write(o *output, data []byte) error {
	if o.file == "" {
		if _, err := p.Stdout.Write(masked(data)); err != nil {
			return unfinished("the result could not be written to standard output")
		}
		return nil
	}
	return writeFile(o.file, data, o.force)
}

// masked is a result without credentials, whatever a renderer forgot. JSON, which
// jsonout has masked, stays JSON.
func masked(data []byte) []byte {
	var b strings.Builder
	for line := range strings.Lines(string(data)) { // most lines need no closer look
		b.WriteString(mask.Text(line))
	}
	hidden := b.String()
	if hidden == string(data) || json.Valid(data) && !json.Valid([]byte(hidden)) {
		return data
	}
	return []byte(hidden)
}

// writeFile creates a file that only its owner can read, whole or not at all:
// a new file beside it is filled and then takes the name. Links are not
// followed.
func writeFile(path string, data []byte, force bool) error {
	if err := checkTarget(path, force); err != nil {
		return err
	}
	if err := files.Replace(path, masked(data), force); errors.Is(err, fs.ErrExist) {
		return errExists(path)
	} else if err != nil {
		return notWritten(path, err)
	}
	return nil
}
