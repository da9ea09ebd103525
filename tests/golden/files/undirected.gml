graph [
  node [
    id 0
    label "eyes"
  ]
  node [
    id 1
    label "mouth"
  ]
  edge [
    source 0
    target 1
  ]
]
