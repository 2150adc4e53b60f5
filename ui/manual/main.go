// Command manual writes what packages of edov contain besides the program: a manual page
// for each command (man1/) and completions for shells (completions/).
//
//	go run ./ui/manual FOLDER
//
// Pages bear the date of SOURCE_DATE_EPOCH, so that two builds of a release are the same;
// without it they bear none.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"edov/ui/cmd"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "manual:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("name the folder to write to: go run ./ui/manual FOLDER")
	}
	date, err := sourceDate(os.Getenv("SOURCE_DATE_EPOCH"))
	if err != nil {
		return err
	}
	return write(args[0], date)
}

// sourceDate reads the variable that reproducible builds share: seconds since 1970.
func sourceDate(epoch string) (*time.Time, error) {
	if epoch == "" {
		return &time.Time{}, nil
	}
	seconds, err := strconv.ParseInt(epoch, 10, 64)
	if err != nil {
		return nil, errors.New("SOURCE_DATE_EPOCH is not a number of seconds")
	}
	date := time.Unix(seconds, 0).UTC()
	return &date, nil
}

func write(folder string, date *time.Time) error {
	root := cmd.Commands()
	root.DisableAutoGenTag = true
	pages := filepath.Join(folder, "man1")
	if err := os.MkdirAll(pages, 0o755); err != nil {
		return err
	}
	header := doc.GenManHeader{Section: "1", Source: "edov", Manual: "edov", Date: date}
	if err := doc.GenManTree(root, &header, pages); err != nil {
		return err
	}
	return writeCompletions(root, filepath.Join(folder, "completions"))
}

// writeCompletions names the files as each shell looks for them.
func writeCompletions(root *cobra.Command, folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for name, generate := range map[string]func(io.Writer) error{
		"edov.bash": func(w io.Writer) error { return root.GenBashCompletionV2(w, true) },
		"_edov":     root.GenZshCompletion,
		"edov.fish": func(w io.Writer) error { return root.GenFishCompletion(w, true) },
		"edov.ps1":  root.GenPowerShellCompletionWithDesc,
	} {
		f, err := os.Create(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		if err := errors.Join(generate(f), f.Close()); err != nil {
			return err
		}
	}
	return nil
}
