package dev.caravan.manifest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.io.Serial;

/** Stands for an id in JSON: -1 here is {@code null} there. */
final class NullableId {

  private NullableId() {}

  /** Writes it. */
  static final class Writer extends StdSerializer<Long> {
    @Serial private static final long serialVersionUID = 1;

    Writer() {
      super(Long.class);
    }

    @Override
    public void serialize(Long id, JsonGenerator json, SerializerProvider unused)
        throws IOException {
      if (id < 0) {
        json.writeNull();
      } else {
        json.writeNumber(id);
      }
    }
  }

  /** Reads it. */
  static final class Reader extends StdDeserializer<Long> {
    @Serial private static final long serialVersionUID = 1;

    Reader() {
      super(Long.class);
    }

    @Override
    public Long deserialize(JsonParser json, DeserializationContext unused) throws IOException {
      return json.getLongValue();
    }

    @Override
    public Long getNullValue(DeserializationContext unused) {
      return -1L;
    }
  }
}
