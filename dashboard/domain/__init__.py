"""The domain model: claims, places, measures, estimates and Views. Imports no file access, network, Dash or Plotly."""
