"""Scores of codes and of interventions that need labels. Labels reach these functions and no loss."""
