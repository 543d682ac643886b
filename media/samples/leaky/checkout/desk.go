// Package checkout takes payments.
package checkout

import (
	"errors"
	"net/http"
	"sync/atomic"
	"time"
)

// patience is how long a visitor waits for the payment provider.
const patience = 20 * time.Millisecond

var errSlowProvider = errors.New("the payment provider did not answer in time")

// A Desk takes payments through a provider that is slow now and then.
type Desk struct {
	orders atomic.Int64
}

// A Receipt confirms a payment.
type Receipt struct {
	Order int64
	Lines [64]string
}

// NewDesk returns a desk without orders.
func NewDesk() *Desk {
	return &Desk{}
}

// Handler takes the payment for a visitor's cart.
func Handler(d *Desk) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := d.Pay(r.FormValue("card")); err != nil {
			http.Error(w, err.Error(), http.StatusGatewayTimeout)
			return
		}
		w.WriteHeader(http.StatusCreated)
	})
}

// Pay charges the card, or gives up after a while.
func (d *Desk) Pay(card string) (*Receipt, error) {
	receipts := make(chan *Receipt)
	go func() {
		// The goroutine leak: after a timeout nobody receives, so this send blocks for ever.
		receipts <- d.charge(card)
	}()

	select {
	case receipt := <-receipts:
		return receipt, nil
	case <-time.After(patience):
		return nil, errSlowProvider
	}
}

// charge stands for the payment provider.
func (d *Desk) charge(card string) *Receipt {
	if card == "slow" {
		time.Sleep(3 * patience)
	}
	return &Receipt{Order: d.orders.Add(1)}
}
