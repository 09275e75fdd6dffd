package dev.caravan.recording;

import java.io.IOException;
import java.io.Serial;
import java.util.List;

/** Nothing is recorded of a venue asked for; ask for one of those named. */
public final class NothingRecordedException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  NothingRecordedException(String wanted, List<String> recorded) {
    super(
        "nothing is recorded of this venue: venue="
            + wanted
            + "; recorded: "
            + (recorded.isEmpty() ? "nothing yet" : String.join(", ", recorded)));
  }
}
