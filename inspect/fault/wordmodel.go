package fault

import (
	"cmp"
	_ "embed"
	"encoding/binary"
	"io"
	"math"
	"slices"
	"strings"
	"sync"

	"edov/flow/order"
)

// wordModelData is what wordModel reads. A test makes it of the texts in testdata/explain, whose true causes are known:
// go test ./inspect/fault -run WordModel -update.
//
//go:embed wordmodel.dat
var wordModelData []byte

// wordModel says for each feature of a text how much it speaks for a sign-in at all, and for each cause. It is the mean
// of the labelled texts of a cause, rare words counting more, and no text is in it.
type wordModel struct {
	causes  []string
	weights map[string]featureWeights
}

// featureWeights are those of one feature.
type featureWeights struct {
	signIn float64 // positive: texts about a sign-in have it more often than others
	causes []causeWeight
}

// causeWeight is how much a feature speaks for a cause, by its place in the list.
type causeWeight struct {
	cause  int
	weight float64
}

// weightSteps is how many steps of the stored weights double a weight.
const weightSteps = 16

// signInSteps is how many steps of the stored weights for a sign-in are one.
const signInSteps = 16

// theWordModel reads the model once, where a text needs it.
var theWordModel = sync.OnceValue(func() wordModel {
	m, err := readWordModel(wordModelData)
	if err != nil {
		panic("fault: wordmodel.dat: " + err.Error()) // a test reads it
	}
	return m
})

// readWordModel undoes what the test that writes the model does: compressed, the causes and the features, each list
// behind its length, then for each feature its weights.
func readWordModel(data []byte) (wordModel, error) {
	raw, err := unpacked(data)
	if err != nil {
		return wordModel{}, err
	}
	r := &modelReader{left: raw}
	m := r.model()
	return m, r.err
}

// modelReader takes a model apart; err holds the first error.
type modelReader struct {
	left []byte
	err  error
}

func (r *modelReader) model() wordModel {
	m := wordModel{causes: r.lines(), weights: map[string]featureWeights{}}
	for _, feature := range r.lines() {
		w := featureWeights{signIn: float64(int8(r.next())) / signInSteps}
		cause := 0
		for range r.number() {
			if cause += r.number(); cause >= len(m.causes) || r.err != nil {
				r.err = cmp.Or(r.err, io.ErrUnexpectedEOF)
				return m
			}
			w.causes = append(w.causes, causeWeight{cause, math.Exp2(float64(r.next()) / weightSteps)})
		}
		m.weights[feature] = w
	}
	return m
}

func (r *modelReader) next() byte {
	if len(r.left) == 0 {
		r.err = io.ErrUnexpectedEOF
		return 0
	}
	b := r.left[0]
	r.left = r.left[1:]
	return b
}

func (r *modelReader) number() int {
	n, size := binary.Uvarint(r.left)
	if size <= 0 {
		r.left, r.err = nil, io.ErrUnexpectedEOF
		return 0
	}
	r.left = r.left[size:]
	return int(n)
}

func (r *modelReader) lines() []string {
	n := r.number()
	if n > len(r.left) {
		r.left, r.err = nil, io.ErrUnexpectedEOF
		return nil
	}
	text := string(r.left[:n])
	r.left = r.left[n:]
	return strings.Split(text, "\n")
}

// scored is a cause and how much the words of a text speak for it.
type scored struct {
	id    string
	score float64
}

func mostFirst(a, b scored) int { return cmp.Compare(b.score, a.score) }

// read is how much a text with these features is about a sign-in, and the causes that they speak for, most first.
func (m wordModel) read(features []string) (signIn float64, list []scored) {
	sums := make([]float64, len(m.causes))
	for _, f := range features {
		w, ok := m.weights[f]
		if !ok {
			signIn -= unknownWord
			continue
		}
		signIn += w.signIn
		for _, c := range w.causes {
			sums[c.cause] += c.weight
		}
	}
	for i, sum := range sums {
		if sum > 0 {
			list = append(list, scored{m.causes[i], sum})
		}
	}
	order.Stable(list, mostFirst)
	return signIn, list
}

// unknownWord is how much a word that no labelled text has speaks against a sign-in: a text about something else has
// many of them, so that it sinks with its length.
const unknownWord = 0.3

// speakingFor are those of the features that speak most for a cause, at most n.
func (m wordModel) speakingFor(id string, features []string, n int) []string {
	cause := slices.Index(m.causes, id)
	var list []scored
	for _, f := range features {
		for _, c := range m.weights[f].causes {
			if c.cause == cause {
				list = append(list, scored{f, c.weight})
			}
		}
	}
	order.Stable(list, mostFirst)
	var names []string
	for _, s := range list[:min(n, len(list))] {
		names = append(names, s.id)
	}
	return names
}
