// Command hello is the least that a full-screen program of Bubble Tea can be: what edov's first frame is measured
// against (ui/journey, BenchmarkFirstFrame).
package main

import (
	"os"

	tea "github.com/charmbracelet/bubbletea"
)

type hello struct{}

func (hello) Init() tea.Cmd { return nil }

func (h hello) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(tea.KeyMsg); ok {
		return h, tea.Quit
	}
	return h, nil
}

func (hello) View() string { return "hello, world" }

func main() {
	if _, err := tea.NewProgram(hello{}, tea.WithAltScreen(), tea.WithMouseCellMotion()).Run(); err != nil {
		os.Exit(1)
	}
}
