// Command elsewhere holds a package and all that it imports, the standard library too, to the types that they have on
// other systems: elsewhere DIR windows/amd64 darwin/arm64. It reads source and makes no machine code, so that a system
// takes 5 seconds and not 60. What the linker alone would refuse is not seen.
package main

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/tools/go/packages"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: elsewhere DIR OS/ARCH...")
		os.Exit(2)
	}
	for _, target := range os.Args[2:] {
		if err := check(os.Args[1], target); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", target, err)
			os.Exit(1)
		}
		fmt.Println("compiles for", target)
	}
}

// check loads the package in a folder for an operating system and architecture. It prints the errors that it finds.
func check(dir, target string) error {
	goos, arch, _ := strings.Cut(target, "/")
	list, err := packages.Load(&packages.Config{
		Dir: dir, Mode: packages.LoadAllSyntax,
		Env: append(os.Environ(), "CGO_ENABLED=0", "GOOS="+goos, "GOARCH="+arch),
	}, ".")
	if err != nil {
		return err
	}
	found := 0
	packages.Visit(list, nil, func(*packages.Package) { found++ })
	if errors := packages.PrintErrors(list); errors > 0 || found < 2 {
		return fmt.Errorf("%d errors in %d packages", errors, found)
	}
	return nil
}
