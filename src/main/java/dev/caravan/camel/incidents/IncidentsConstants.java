package dev.caravan.camel.incidents;

import org.apache.camel.spi.Metadata;

/** Names the headers of {@code from: incidents}. */
public final class IncidentsConstants {

  @Metadata(description = "What happened: opened or closed", javaType = "String")
  public static final String EVENT = "CaravanIncidentEvent";

  @Metadata(description = "How urgent it is: INFO, WARNING or CRITICAL", javaType = "String")
  public static final String SEVERITY = "CaravanIncidentSeverity";

  @Metadata(description = "The number of the incident", javaType = "long")
  public static final String ID = "CaravanIncidentId";

  private IncidentsConstants() {}
}
