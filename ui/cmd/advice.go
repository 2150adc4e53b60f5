package cmd

import (
	"github.com/spf13/cobra"

	"edov/inspect/guide"
)

// adviceFlag is --advice: whose advice is followed where the product's guide and Microsoft differ.
type adviceFlag struct {
	text   string
	advice guide.Advice
}

func (f *adviceFlag) add(c *cobra.Command) {
	c.Flags().StringVar(&f.text, "advice", "",
		"follow `guide` or microsoft where both work and the product's guide differs (default: as saved, or microsoft)")
}

// check reads the flag; it refuses what is no advice.
func (f *adviceFlag) check() error {
	if f.text == "" {
		return nil
	}
	advice, err := guide.ParseAdvice(f.text)
	if err != nil {
		return unknownWord("advice", f.text, "guide", "microsoft")
	}
	f.advice = advice
	return nil
}

// over is the advice of the flag, or else the saved one.
func (f *adviceFlag) over(saved guide.Advice) guide.Advice {
	if f.text == "" {
		return saved
	}
	return f.advice
}
