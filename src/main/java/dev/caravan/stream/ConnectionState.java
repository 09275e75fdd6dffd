package dev.caravan.stream;

/**
 * Where a connection is in its life; each event answers with the next state.
 *
 * <p>Shape: {@code Connecting -> Subscribing -> Live -> Stale -> Backoff -> Connecting …}. Pure
 * values: {@link VenueConnection} acts on the change. {@code failures} counts attempts since data
 * last flowed; it returns to zero with data, not with a connect, so that a venue that accepts and
 * closes at once is still given rest.
 */
public sealed interface ConnectionState {

  /** Failed attempts since data last flowed. */
  int failures();

  /** Lower-case name for records, logs and the dashboard. */
  String label();

  /** The handshake is complete. */
  default ConnectionState opened() {
    return this;
  }

  /** Every request was answered. */
  default ConnectionState subscribed() {
    return this;
  }

  /** A frame of market data came. */
  default ConnectionState dataArrived() {
    return this;
  }

  /** No frame of any kind, pings included, for longer than the venue's limits allow. */
  default ConnectionState fellSilent() {
    return this;
  }

  /** Any frame came. */
  default ConnectionState heard() {
    return this;
  }

  /** The attempt or the connection failed. */
  default ConnectionState failed() {
    return new Backoff(failures() + 1);
  }

  /** Nothing more is wanted of it. */
  default ConnectionState closed() {
    return new Closed();
  }

  /** A socket is being opened. */
  record Connecting(int failures) implements ConnectionState {
    @Override
    public String label() {
      return "connecting";
    }

    @Override
    public ConnectionState opened() {
      return new Subscribing(failures);
    }
  }

  /** Requests are being sent and answered. */
  record Subscribing(int failures) implements ConnectionState {
    @Override
    public String label() {
      return "subscribing";
    }

    @Override
    public ConnectionState subscribed() {
      return new Live(failures);
    }

    @Override
    public ConnectionState dataArrived() {
      return failures == 0 ? this : new Subscribing(0);
    }
  }

  /** Everything asked for was answered. */
  record Live(int failures) implements ConnectionState {
    @Override
    public String label() {
      return "live";
    }

    @Override
    public ConnectionState dataArrived() {
      return failures == 0 ? this : new Live(0);
    }

    @Override
    public ConnectionState fellSilent() {
      return new Stale(failures);
    }
  }

  /** The socket said nothing for too long and is being probed. */
  record Stale(int failures) implements ConnectionState {
    @Override
    public String label() {
      return "stale";
    }

    @Override
    public ConnectionState heard() {
      return new Live(failures);
    }
  }

  /** Waiting before the next attempt. */
  record Backoff(int failures) implements ConnectionState {
    @Override
    public String label() {
      return "backoff";
    }

    /** The wait is over. */
    public ConnectionState retried() {
      return new Connecting(failures);
    }

    @Override
    public ConnectionState failed() {
      return this;
    }
  }

  /** Ended for good. */
  record Closed() implements ConnectionState {
    @Override
    public int failures() {
      return 0;
    }

    @Override
    public String label() {
      return "closed";
    }

    @Override
    public ConnectionState failed() {
      return this;
    }
  }
}
