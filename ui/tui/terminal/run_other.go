//go:build !unix

package terminal

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"
)

// Run shows a model on the terminal until it quits or ctx ends, in an alternate screen, with its mouse if asked for.
// The terminal is as it was when Run returns. Bubble Tea draws here: it knows the modes of a Windows console.
func Run(ctx context.Context, model tea.Model, in *Input, out *Output, mouse bool) error {
	options := []tea.ProgramOption{
		tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(out), tea.WithAltScreen(), tea.WithoutSignalHandler(),
	}
	if mouse {
		options = append(options, tea.WithMouseCellMotion())
	}
	_, err := tea.NewProgram(model, options...).Run()
	return err
}
