package cmd

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"edov/flow/mask"
)

// version is what the release set, or what the build knows of itself.
func (p Program) version() string {
	if p.Version != "" {
		return p.Version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "dev"
}

func (p Program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			system := runtime.GOOS + "/" + runtime.GOARCH
			_, err := fmt.Fprintf(p.Stdout, "edov %s (%s %s%s)\n", p.version(), runtime.Version(), system, commit())
			return err
		},
	}
}

// commit is the commit that edov was built from, in words; empty if not known.
func commit() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return ", commit " + mask.Shorten(s.Value, 12)
			}
		}
	}
	return ""
}
