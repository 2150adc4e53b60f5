package install

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"edov/flow"
	"edov/flow/files"
	"edov/flow/lazy"
	"edov/flow/plan"
)

// maxFile bounds a file that is edited.
const maxFile = 1 << 20

// File carries out steps at files: variables in .env files, and keys in Supabase's config.toml.
type File struct {
	// Secret is installed when the run adds none.
	Secret flow.Secret
	// Unchecked goes on where git can't be asked whether it tracks the file.
	Unchecked bool
	// Now tells the time, for the name of a backup; nil: time.Now.
	Now func() time.Time

	write func(path string, data []byte, overwrite bool) error // nil: files.Replace
	owned func(fs.FileInfo) bool                               // nil: files.OwnedByUser
}

const backupPath = plan.BackupPath

var (
	envName    = lazy.MustCompile(`^(?:\.env(?:\.[A-Za-z0-9_-]+)*|[A-Za-z0-9_-]+\.env|\.dev\.vars)$`)
	backupName = lazy.MustCompile(`^\d{8}T\d{6}Z$`)
)

// isTOML reports whether a file is Supabase's config.toml: supabase/config.toml.
func isTOML(path string) bool {
	return filepath.Base(path) == "config.toml" && filepath.Base(filepath.Dir(path)) == "supabase"
}

// tomlNames are the keys that a step may set.
var tomlNames = []string{"enabled", "client_id", "secret", "url"}

const tomlPrefix = "auth.external.azure."

// checkFile holds a step to the files and names that this package writes.
func checkFile(s *plan.Step, t plan.Target) error {
	toml := isTOML(s.Place)
	if !isOurs(s.Place) {
		return refusal("its place is not an .env file or supabase/config.toml, with its whole path")
	}
	backup := false
	for _, c := range s.Changes {
		switch {
		case c.Path == backupPath:
			backup = backupName.MatchString(textOf(c.After))
		case toml && !fitsTOML(c, t), !toml && !fitsEnv(c, t):
			return notOurs(c)
		}
	}
	if !backup {
		return refusal("it names no backup")
	}
	return noDuplicates(s)
}

// isOurs reports whether a path is one that a step may write.
func isOurs(path string) bool {
	whole := filepath.IsAbs(path) && filepath.Clean(path) == path
	return whole && (isTOML(path) || envName.MatchString(filepath.Base(path)))
}

func fitsEnv(c plan.Change, t plan.Target) bool {
	set := setOf(c.Path)
	switch {
	case set == nil:
		return false
	case c.Path == set.on:
		return textOf(c.After) == "true"
	}
	return !slices.Contains(set.read, c.Path) && set.Names[c.Path].fits(c.After, t)
}

func fitsTOML(c plan.Change, t plan.Target) bool {
	switch strings.TrimPrefix(c.Path, tomlPrefix) {
	case "enabled":
		return compact(c.After) == "true"
	case "client_id":
		return ClientID.fits(c.After, t)
	case "secret":
		return textOf(c.After) == "env("+supabaseSecret+")"
	case "url":
		return Issuer.fits(c.After, t)
	}
	return false
}

// content is a file as it was read.
type content struct {
	data   []byte
	exists bool
	mode   fs.FileMode
	shown  bool // git would offer it to be added
	unsure bool // it was refused because something could not be checked
}

// read reads a file that a step may write, and refuses any other.
func (f *File) read(ctx context.Context, path string) (content, *flow.Failure) {
	refuse := func(why, hint string) (content, *flow.Failure) {
		return content{}, flow.ChangeFailure(flow.FailureLocal, filepath.Base(path)+": "+why, hint)
	}
	info, err := os.Lstat(path)
	var c content
	switch owned := f.owned; {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat(filepath.Dir(path)); err != nil {
			return refuse("its folder: "+files.Reason(err), "")
		}
	case err != nil:
		return refuse(files.Reason(err), "")
	case !info.Mode().IsRegular():
		return refuse(files.NotRegular(info.Mode()), "give the path of the file itself")
	case owned == nil && !files.OwnedByUser(info), owned != nil && !owned(info):
		return refuse("it belongs to another user", "run edov as its owner")
	case info.Mode().Perm()&0o200 == 0:
		return refuse("it is read-only", "make the file writable, or give another one")
	default:
		c.exists, c.mode = true, info.Mode().Perm()
		if c.data, err = files.Read(path, maxFile); err != nil {
			return refuse(err.Error(), "")
		}
	}
	if err := files.Writable(filepath.Dir(path)); err != nil { // known before a secret is added that is to go there
		return refuse("its folder: "+files.Reason(err), "make the folder writable, or give another file")
	}
	if why := backupFolderProblem(path); why != "" {
		return refuse("its backup can't be kept in "+backupFolder+": "+why,
			"leave the backups there; delete "+backupFolder+"/"+ignoreName+" if it was changed: edov writes it again")
	}
	if !utf8.Valid(c.data) || bytes.IndexByte(c.data, 0) >= 0 {
		return refuse("it is not UTF-8 text", "save it as UTF-8, and try again")
	}
	if isTOML(path) {
		return c, nil // it has no secret, and is made to be tracked
	}
	git := tracks(ctx, path)
	switch {
	case git.tracked:
		return refuse("git tracks it, so the secret would be in its history",
			"use a file that .gitignore names, or git rm --cached it")
	case git.unknown != "" && !f.Unchecked:
		c, failed := refuse("not checked whether git tracks it: "+git.unknown,
			"make sure that it doesn't, and try again without this check")
		c.unsure = true
		return c, failed
	}
	c.shown = git.shown
	return c, nil
}

// values are the settings of a file, as JSON, by the paths of changes. A literal secret in config.toml is one of them.
func values(path string, data []byte) (map[string]json.RawMessage, error) {
	all := map[string]json.RawMessage{}
	if isTOML(path) {
		now, err := readTOML(data)
		for name, value := range now {
			all[tomlPrefix+name] = value
		}
		return all, err
	}
	now, err := readEnv(data)
	for name, value := range now {
		all[name] = text(value)
	}
	return all, err
}

// shownValue is a value as it may stand in a step.
func shownValue(path string, value json.RawMessage, isSecret bool) json.RawMessage {
	content := textOf(value)
	switch {
	case value == nil:
		return null
	case !isSecret || content == "" || isTOML(path) && envReference.MatchString(content):
		return value
	}
	return oldSecret
}

var envReference = lazy.MustCompile(`^env\([A-Za-z_][A-Za-z0-9_]*\)$`)

// isSecretPath reports whether a path of a file has a secret as its value.
func isSecretPath(path string) bool {
	if path == tomlPrefix+"secret" {
		return true
	}
	set := setOf(path)
	return set != nil && set.Names[path] == ClientSecret
}

// Look compares a file with a step. A new secret is compared by its value.
func (f *File) Look(ctx context.Context, p *plan.Progress, s *plan.Step) (plan.State, *flow.Failure) {
	if failure := checked(s, p, plan.ServiceFile); failure != nil {
		return "", failure
	}
	c, failed := f.read(ctx, s.Place)
	if failed != nil {
		return "", failed
	}
	if s.Action == plan.Restore {
		state, _, failed := f.restorable(s, c)
		return state, failed
	}
	return f.state(s, p, c)
}

func (f *File) state(s *plan.Step, p *plan.Progress, c content) (plan.State, *flow.Failure) {
	now, err := values(s.Place, c.data)
	if err != nil {
		return "", flow.ChangeFailure(flow.FailureLocal, filepath.Base(s.Place)+": "+err.Error(),
			"fix the file, and try again")
	}
	secret := secretOf(p, f.Secret)
	if installsSecret(s) && secret.IsZero() {
		return "", flow.ChangeFailure(flow.FailureLocal, "there is no new secret to install",
			"add one first: edov secrets rotate")
	}
	before, after := true, true
	for _, change := range s.Changes {
		value, want := now[change.Path], resolved(change.After, p.Target)
		if change.Path == backupPath {
			continue
		}
		if is(change.After, newSecret) {
			want = text(secret.Reveal())
		}
		after = after && compact(value) == compact(want)
		before = before && compact(shownValue(s.Place, value, isSecretPath(change.Path))) == compact(change.Before)
	}
	switch {
	case after:
		return plan.Done, nil
	case before:
		return plan.Pending, nil
	}
	return plan.Changed, nil
}

// Do carries a step out once.
func (f *File) Do(ctx context.Context, p *plan.Progress, s *plan.Step) *flow.Failure {
	if failure := checked(s, p, plan.ServiceFile); failure != nil {
		return failure
	}
	c, failed := f.read(ctx, s.Place)
	if failed != nil {
		return failed
	}
	if s.Action == plan.Restore {
		return f.restore(s, c)
	}
	state, failed := f.state(s, p, c)
	if failed != nil || state == plan.Done {
		return failed
	}
	if state == plan.Changed {
		return flow.ChangeFailure(flow.FailureLocal, filepath.Base(s.Place)+" changed since the plan was made",
			"make a new plan")
	}
	data, err := f.edited(s, p, c.data)
	if err != nil {
		return flow.ChangeFailure(flow.FailureLocal, filepath.Base(s.Place)+": "+err.Error(), "")
	}
	if failed := f.backUp(s, c, data); failed != nil {
		return failed
	}
	return f.replace(s.Place, c, data)
}

// edited is a file with the changes of a step.
func (f *File) edited(s *plan.Step, p *plan.Progress, data []byte) ([]byte, error) {
	var list []setting
	for _, c := range s.Changes {
		switch after := resolved(c.After, p.Target); {
		case c.Path == backupPath:
		case isTOML(s.Place):
			list = append(list, setting{strings.TrimPrefix(c.Path, tomlPrefix), string(after)})
		case is(after, newSecret):
			list = append(list, setting{c.Path, secretOf(p, f.Secret).Reveal()})
		default:
			list = append(list, setting{c.Path, textOf(after)})
		}
	}
	if isTOML(s.Place) {
		return mergeTOML(data, list)
	}
	return mergeEnv(data, list)
}

// replace writes a file, unless it changed after it was read.
func (f *File) replace(path string, was content, data []byte) *flow.Failure {
	var now []byte
	info, err := os.Lstat(path)
	if err == nil && info.Mode().IsRegular() {
		now, err = files.Read(path, maxFile)
	}
	if was.exists != (err == nil) || !bytes.Equal(now, was.data) {
		return flow.ChangeFailure(flow.FailureLocal, filepath.Base(path)+" changed just now", "try again")
	}
	if err := f.writer()(path, data, was.exists); err != nil {
		return flow.ChangeFailure(flow.FailureLocal, filepath.Base(path)+" can't be written: "+files.Reason(err),
			filepath.Base(path)+" is as it was")
	}
	if isTOML(path) && was.exists {
		if err := os.Chmod(path, was.mode); err != nil { // others may have to read it
			return flow.ChangeFailure(flow.FailureLocal, filepath.Base(path)+" was written, but only you can read it now", "")
		}
	}
	return nil
}

func (f *File) writer() func(string, []byte, bool) error {
	if f.write != nil {
		return f.write
	}
	return files.Replace
}
